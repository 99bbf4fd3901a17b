# Las cuentas del centro, para la administración; acceso de emergencia, para quienes atienden.

role-client = Cliente
role-therapist = Terapeuta
role-facilitator = Facilitación
role-staff = Recepción
role-supervisor = Supervisión
role-administrator = Administración
role-service-lead = Dirección del servicio
role-researcher = Investigación

role-detail-therapist = Atiende a clientes y ve los expedientes propios
role-detail-facilitator = Aplica TIP con supervisión
role-detail-staff = Citas y contactos, ningún texto clínico
role-detail-supervisor = Ve los casos que supervisa
role-detail-administrator = Administra las cuentas, no lee expedientes
role-detail-service-lead = Cifras del servicio, no lee expedientes
role-detail-researcher = Exportaciones sin identidad, no lee expedientes

accounts-title = Cuentas
accounts-who-staff = Personal
accounts-who-clients = Clientes
accounts-who-deactivated = Apagadas
accounts-count = { $count ->
    [one] Una cuenta
   *[other] { $count } cuentas
}
accounts-head-name = Nombre
accounts-head-role = Papel
accounts-head-state = Estado
accounts-head-seen = Última entrada
accounts-never = nunca
accounts-pages = Páginas de cuentas
accounts-before = 50 anteriores
accounts-after = 50 siguientes
accounts-back = Volver a las cuentas
accounts-empty-title = Todavía no hay nadie
accounts-empty-text = El personal aparece aquí cuando acepta una invitación. Los clientes aparecen cuando aceptan la de su terapeuta, que la hace en la página del cliente. Las cuentas apagadas siguen en la lista, porque lo que anotaron sigue en los expedientes.

account-active = Activa
account-deactivated-on = Apagada desde el { $date }
account-since = Aquí desde
account-acts = Lo que puedes hacer

invite-act = Invitar a un colega
invite-title = Invitar a un colega
invite-text = Recibes un enlace y un código QR para entregar. A los clientes no se les invita aquí: lo hace su terapeuta en la página del cliente.
invite-role = Con qué papel
invite-name = Para quién
invite-name-help = Para distinguir las invitaciones. La persona elige el nombre que ven los demás.
invite-days = Días que sirve
invite-days-help = Entre 1 y 30.
invite-make = Hacer la invitación
invite-made-title = Entrega esto
invite-made-text = Dale tú el enlace o el código a la persona. No se muestra otra vez: si se pierde, retira la invitación y haz otra.
invite-drawing = Código QR de la invitación. El enlace está escrito abajo.
invite-nameless = Sin nombre
invite-revoke = Retirar
invite-revoke-title = Retirar esta invitación
invite-revoke-text = El enlace para { $name } ({ $role }) deja de servir de inmediato. Nada más cambia.
invite-somebody = alguien
invitations-title = Invitaciones
invitations-count = { $count ->
    [one] Una que nadie ha usado todavía
   *[other] { $count } que nadie ha usado todavía
}
invitations-head-until = Sirve hasta
invitations-head-act = Acción

role-title = Papel nuevo
role-help = Se cierra la sesión de la persona y, desde la próxima entrada, ve lo que el papel nuevo puede ver. Terminan los lugares en equipos de atención que ese papel no puede tener.
role-act = Cambiar el papel

deactivate-act = Apagar esta cuenta
deactivate-detail = Ya no puede entrar; lo anotado se conserva
deactivate-title = Apagar la cuenta de { $name }
deactivate-text = Se cierran de inmediato todas sus sesiones y ya no puede entrar.
deactivate-keeps = Todo lo que anotó sigue en los expedientes. Puedes encenderla otra vez.
reactivate-act = Encenderla otra vez
reactivate-detail = Con la misma contraseña y el mismo segundo factor
reactivate-title = Encender otra vez la cuenta de { $name }
reactivate-text = La persona puede entrar con la misma contraseña y el mismo segundo factor. Sus lugares en equipos de atención están como antes.

reset-link-act = Hacer un enlace para una contraseña nueva
reset-link-detail = Para quien la olvidó
reset-link-title = Una contraseña nueva para { $name }
reset-link-ask = Recibes un enlace para entregar en persona. Asegúrate de que quien lo pide sea de verdad esta persona. Los enlaces anteriores dejan de servir.
reset-link-text = Dáselo tú a la persona. No se muestra otra vez.
reset-link-drawing = Código QR del enlace. El enlace está escrito abajo.

factor-reset-act = Quitar el segundo factor
factor-reset-detail = Para quien perdió el teléfono y los códigos
factor-reset-title = Quitar el segundo factor de { $name }
factor-reset-text = La aplicación, las llaves de acceso y los códigos de recuperación dejan de servir y se cierran todas sus sesiones. En la próxima entrada basta la contraseña para configurar otro segundo factor: asegúrate de que quien lo pide sea de verdad esta persona.

events-title = Sucesos
events-text = Lo que pasó con las cuentas del centro. Ningún nombre de cliente, nada de un expediente.
events-caption = Lo más reciente primero

emergency-list-title = Expedientes abiertos en una emergencia
emergency-none-title = Ningún expediente se abrió en una emergencia
emergency-none-text = Cuando alguien abre un expediente sin estar en su equipo de atención, el motivo aparece aquí, y el cliente también lo lee.
emergency-by = { $name } abrió el expediente { $record }
emergency-from-until = Del { $from } al { $until }
emergency-title = Abrir este expediente en una emergencia
emergency-text = No estás en el equipo de atención de este cliente. En una emergencia puedes abrir el expediente de todos modos. El cliente y la administración verán que lo hiciste y por qué.
emergency-hours = Queda abierto para ti durante { $count } horas.
emergency-reason = Por qué necesitas verlo ahora
emergency-reason-help = El cliente lo lee en tus palabras. De 10 a 1.000 caracteres.
emergency-act = Abrir el expediente

clinic-title = Centro
clinic-text = Cómo se llama este centro y dónde está.
clinic-name = Nombre del centro
clinic-name-help = Como lo conocen los clientes: aparece en las invitaciones.
clinic-time-zone = Zona horaria del centro
clinic-time-zone-help = Las cuentas nuevas empiezan con ella; cada quien puede elegir la suya.
clinic-back = Volver al centro
clinic-keeping = Conservar y borrar

hours-title = Quién lee, y cuándo
hours-in-a-line = Horario de atención y números de ayuda
hours-text = A las personas se les dice cuándo alguien lee lo que escriben, y a quién llamar antes. Tiene que ser cierto: indica solo horas en que alguien mira las alertas.
hours-country = País
hours-country-help = Sus números de ayuda aparecen primero en cada página. Comprueba que sean correctos antes de invitar a alguien.
hours-country-none = Elige un país
hours-country-wrong = Elige el país cuyos números pueden llamar tus pacientes.
hours-days-help = Escribe el horario así: 09:00-17:00, en la zona horaria del centro. Deja vacío el día en que no hay nadie.
hours-day-wrong = Escribe el horario así: 09:00-17:00, o deja el día vacío.

retention-title = Cuánto tiempo se conservan los expedientes
retention-in-a-line = { $years } años; menores hasta los { $age }
retention-text = La ley de tu país dice cuánto tiempo hay que conservar los expedientes. Después se pueden borrar; nada se borra solo.
retention-adults = Años después de la última anotación
retention-adults-help = Para quien era mayor de edad al final de la terapia.
retention-adults-wrong = Escribe un número entero entre 1 y 100.
retention-minors = Al menos hasta esta edad
retention-minors-help = Para quien era menor de edad entonces. Cuenta el plazo más largo de los dos.
retention-minors-wrong = Escribe un número entero entre 18 y 120.
retention-due-title = Expedientes que se pueden borrar
retention-none-title = Ninguno todavía
retention-none-text = Un expediente aparece aquí cuando se cumple su plazo, no hay un tratamiento abierto y no tiene retención legal. Ves su número, nunca un nombre.
retention-count = { $count ->
    [one] Un expediente
   *[other] { $count } expedientes
}
retention-head-record = Expediente
retention-head-since = Desde

hold-title = Retención legal
hold-in-a-line = Mientras dura, nada del expediente se puede borrar
hold-text = Mientras un expediente tiene una retención, nadie puede borrar nada en él, tenga la antigüedad que tenga. Queda anotada en el expediente con tu motivo.
hold-record = Qué expediente
hold-record-help = Su número o la dirección de la página del cliente. El terapeuta te puede dar cualquiera de los dos.
hold-record-wrong = No hay un expediente así en este centro. Copia su número completo o la dirección completa de la página del cliente.
hold-what = Qué hacer
hold-on = Poner una retención
hold-off = Levantar la retención
hold-reason = Motivo
hold-reason-help = Por ejemplo, el juzgado y el número del caso. De 10 a 1.000 caracteres.
hold-reason-wrong = Da el motivo en 10 a 1.000 caracteres.

erase-act = Borrar
erase-title = Borrar este expediente
erase-text = El expediente { $record } ya se conservó el tiempo debido.
erase-lost = Se destruyen sus llaves. Todo lo que contiene se pierde para siempre: anotaciones, mediciones, notas, adjuntos, aquí y en toda copia que se restaure desde ahora. En el registro queda que se borró, cuándo y por quién.
erase-sure = Sí, borrarlo todo para siempre
erase-sure-wrong = Marca esto si tienes seguridad.
erase-refused = Este expediente no se puede borrar ahora: se le puso una retención legal, o su plazo ya no está cumplido. No se borró nada.
