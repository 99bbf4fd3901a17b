# Entrar, y la cuenta propia.

sign-in-title = Iniciar sesión
sign-in-act = Entrar
sign-in-name = Nombre de usuario
sign-in-name-help = Lo que escribes cada vez que entras. Puede ser un correo electrónico. Sin espacios.
sign-in-password = Contraseña
sign-in-name-missing = Escribe tu nombre de usuario.
sign-in-password-missing = Escribe tu contraseña.
sign-in-start-again = Empezar de nuevo
again-text-page = La sesión se cerró para proteger este expediente. Lo que escribiste se conserva. Entra y podrás enviarlo desde ahí.

passkey-use = Usar una llave de acceso
passkey-waiting = Tu dispositivo te está preguntando.
passkey-refused = No funcionó. Nada cambió. Inténtalo de nuevo o usa otra forma.
passkey-needs-script = Las llaves de acceso necesitan JavaScript, y este navegador lo tiene apagado.

code-title = Un paso más
code-text = Abre tu aplicación de códigos y escribe las seis cifras que muestra para Attune.
code-text-passkey = Usa la llave de acceso que configuraste: tu teléfono, tu computadora o una llave de seguridad.
code-label = Seis cifras
code-act = Continuar
recovery-link = Usar un código de recuperación
recovery-title = Código de recuperación
recovery-text = Escribe uno de los códigos que guardaste en papel. Cada uno sirve una vez.
recovery-label = Código de recuperación
recovery-wrong = Ese código no es de los tuyos, o ya se usó. Revísalo letra por letra o prueba con otro.

resume-title = Entraste de nuevo
resume-confirmed-title = Gracias. Un clic más.
resume-text = No se perdió nada. Lo que ibas a enviar sigue aquí.
resume-send = Enviarlo ahora
resume-leave = Dejarlo
resume-typed = Ver lo que escribiste

enrol-title = Protege tu cuenta
enrol-text = Quien trabaja aquí muestra dos cosas para entrar: una contraseña y algo que solo esa persona tiene. Ahora configuras la segunda. Toma dos minutos.
enrol-passkey = Mejor usar una llave de acceso
enrol-done-title = Listo
enrol-done-text = Tu segundo factor está configurado.

totp-title = Aplicación de códigos
totp-text = Abre una aplicación de códigos en tu teléfono y escanea esta imagen. Después escribe las seis cifras que muestra.
totp-drawing = Código QR para tu aplicación de códigos. El mismo secreto está escrito abajo.
totp-spelled = ¿Sin cámara? Escribe esto en la aplicación:
totp-act = Listo
totp-there = Hay una aplicación de códigos configurada.
totp-none = Una aplicación en tu teléfono que muestra seis cifras, nuevas cada medio minuto.
totp-add = Configurar una aplicación
totp-remove = Quitar la aplicación
totp-remove-title = Quitar la aplicación de códigos
totp-remove-text = Sus códigos ya no abrirán esta cuenta. Si es tu único segundo factor, tus códigos de recuperación también dejan de servir.

codes-title = Tus códigos de recuperación
codes-heading = Códigos de recuperación
codes-text = Guarda estos diez códigos donde solo tú los encuentres, mejor en papel. Si pierdes el teléfono, cada uno te deja entrar una vez.
codes-once = No se muestran otra vez.
codes-kept = Ya los guardé
codes-left = { $count ->
    [0] No queda ningún código. Haz nuevos ahora, para que un teléfono perdido no te deje fuera.
    [one] Queda un código. Haz nuevos pronto.
   *[other] Quedan { $count } códigos.
}
codes-renew = Hacer códigos nuevos
codes-renew-title = Códigos de recuperación nuevos
codes-renew-text = Recibes diez códigos nuevos. Los anteriores dejan de servir de inmediato: tira ese papel.

confirm-title = ¿Eres tú?
confirm-text = Esto cambia quién puede ver o hacer algo; por eso preguntamos una vez más.
confirm-act = Confirmar
confirm-code = O un código de tu aplicación
confirm-passkey = Confirmar con una llave de acceso
confirm-leave = Dejarlo como está

device-on = { $browser } en { $system }
device-unknown = Dispositivo desconocido
device-when = Entró: { $since }. Visto por última vez: { $seen }.
device-here = Este dispositivo
device-end = Cerrar sesión ahí
devices-title = Dispositivos
devices-text = Dónde está abierta tu cuenta ahora. Si alguno no es tuyo, cierra su sesión y cambia tu contraseña.
devices-count = { $count ->
    [one] Sesión abierta solo aquí
   *[other] Sesión abierta en { $count } dispositivos
}
devices-end-others = Cerrar sesión en todos los demás
devices-only-here = No tienes otra sesión abierta.

new-password = Contraseña nueva
new-password-help = { $least } caracteres o más, { $most } como máximo. Varias palabras seguidas son fáciles de recordar. Puede llevar espacios.

own-title = Tu cuenta
own-signed-in-as = Entras como
own-name = Tu nombre
own-name-help = Como lo ven los demás aquí.
own-language = Idioma
own-theme = Claro u oscuro
own-theme-system = Como mi dispositivo
own-theme-light = Claro
own-theme-dark = Oscuro
own-text-size = Tamaño del texto
own-text-size-normal = Normal
own-text-size-large = Grande
own-text-size-larger = Más grande
own-time-zone = Zona horaria
own-time-zone-help = Las horas se muestran como las dice el reloj de ahí.
own-save = Guardar
own-safety = Quién puede entrar
own-password = Contraseña
own-back = Volver a tu cuenta
own-leave = Dejarlo como está
own-events = Qué pasó con tu cuenta
own-events-text = Cada vez que alguien entró o cambió algo. Si ves algo que no hiciste tú, cambia tu contraseña y avisa a tu centro.
own-events-caption = Lo más reciente primero

password-text = Después de esto se cierra tu sesión en todos los demás dispositivos.
password-current = Contraseña actual
password-act = Cambiar la contraseña

factor-title = Segundo factor
factor-text = Algo que solo tú tienes, además de tu contraseña. Así, una contraseña que alguien adivinó o vio no abre nada.
factor-none = Ninguno
factor-app = Aplicación de códigos
factor-passkeys = { $count ->
    [one] una llave de acceso
   *[other] { $count } llaves de acceso
}
factor-codes = { $count ->
    [0] sin códigos de recuperación
    [one] un código de recuperación
   *[other] { $count } códigos de recuperación
}
passkeys-title = Llaves de acceso
passkeys-text = Tu teléfono, tu computadora o una llave de seguridad. La desbloqueas como siempre y ya estás dentro: la forma más segura y la más corta.
passkey-name = Nombre de esta llave
passkey-name-help = Para que la reconozcas en esta lista.
passkey-add = Agregar una llave de acceso
passkey-added = Agregada el { $date }
passkey-used = Usada por última vez el { $date }
passkey-remove = Quitar esta llave
passkey-remove-title = Quitar esta llave de acceso
passkey-remove-text = «{ $name }» ya no abrirá esta cuenta. Puedes agregarla otra vez más tarde.

set-up-title = Configurar este centro
set-up-text = Eres la primera persona aquí. Tu cuenta será la de administración, que invita a todas las demás. La administración no lee el expediente de ningún cliente.
set-up-act = Configurar
set-up-clinic-missing = Dale al centro un nombre de hasta 120 caracteres en una línea.
set-up-hint-title = Este centro todavía no está configurado
set-up-hint-text = Cuando Attune arrancó, imprimió un enlace para configurar el centro. Abre ese enlace.
set-up-hint-again = ¿No lo tienes? Detén Attune y arráncalo de nuevo: imprime otro.
set-up-link-again = Este enlace no funciona, o ya no. Detén Attune y arráncalo de nuevo: imprime otro.

invitation-title = Te damos la bienvenida a { $clinic }
invitation-for-client = Esto es tuyo: un lugar para ver cómo vas y para trabajar entre sesiones con tu terapeuta.
invitation-for-therapist = Te invitaron como terapeuta.
invitation-for-facilitator = Te invitaron como facilitador o facilitadora.
invitation-for-staff = Te invitaron a la recepción.
invitation-for-supervisor = Te invitaron para supervisar.
invitation-for-administrator = Te invitaron a la administración.
invitation-for-service-lead = Te invitaron para dirigir el servicio.
invitation-for-researcher = Te invitaron para investigar.
invitation-staff = Después configuras un segundo factor; ten tu teléfono a mano.
invitation-act = Crear mi cuenta
invitation-take = Aceptar
invitation-signed-in = Tienes la sesión abierta como { $name }.
invitation-second-factor = Usar también una aplicación con códigos
invitation-second-factor-help = Es más seguro, y entonces bastan 8 caracteres para la contraseña. La configuras después.

link-title = Este enlace no abre nada
link-until = Sirve una vez, hasta el { $when }.
link-spelled = El enlace

reset-title = Una contraseña nueva
reset-text = Elige una que no uses en otro lugar. Se cierran todas tus sesiones y después entras con ella.
reset-act = Usar esta contraseña

forgot-link = Olvidé mi contraseña
forgot-title = Una contraseña nueva
forgot-text = Escribe tu nombre de usuario. Quienes administran las cuentas de tu centro verán que la pediste.
forgot-act = Pedir una contraseña nueva
forgot-asked-title = Tu centro te puede ayudar ahora
forgot-asked-text = Si existe una cuenta con ese nombre, quienes administran las cuentas del centro ven ahora que alguien pidió una contraseña nueva.
forgot-asked-next = Llámales o habla con tu terapeuta: te dan un enlace. Attune no envía correos.

refused-wrong-credentials = El nombre de usuario y la contraseña no corresponden. Revisa los dos: en la contraseña cuentan las mayúsculas.
refused-wrong-password = Esa no es tu contraseña actual. Inténtalo de nuevo.
refused-throttled-seconds = Hubo demasiados intentos. { $count ->
    [one] Espera un segundo e inténtalo de nuevo.
   *[other] Espera { $count } segundos e inténtalo de nuevo.
}
refused-throttled-minutes = Hubo demasiados intentos. Inténtalo de nuevo en { $count ->
    [one] un minuto, a las { $time }.
   *[other] { $count } minutos, a las { $time }.
}
refused-locked = Después de muchísimos intentos fallidos, esta cuenta se bloqueó para protegerla. Pide a tu centro un enlace para elegir una contraseña nueva.
refused-deactivated = Esta cuenta está apagada. Nada cambió en el expediente. Pregunta a la administración de tu centro.
refused-challenge-expired = Este paso tomó demasiado tiempo. Por favor, empieza de nuevo.
refused-link-unknown = Este enlace no se conoce aquí. Revisa que esté copiado completo o pide otro.
refused-link-used = Este enlace ya se usó el { $date }, y sirve una sola vez. Si fuiste tú, inicia sesión. Si no, avisa a tu centro.
refused-link-expired = Este enlace sirvió hasta el { $date }. Pide otro.
refused-link-revoked = Este enlace fue retirado el { $date }. Pide otro.
refused-set-up-already = Este centro ya está configurado. Inicia sesión.
refused-password-too-short = Se necesitan al menos { $least } caracteres. Varias palabras seguidas son fáciles de recordar.
refused-password-too-long = Son más de { $most } caracteres. Elige una más corta.
refused-password-common = Es una de las contraseñas que se prueban primero. Elige una que nadie adivine.
refused-password-is-name = Es poco más que un nombre. Elige algo que no tenga que ver contigo ni con el centro.
refused-sign-in-name-taken = Alguien ya tiene este nombre de usuario. Elige otro.
refused-sign-in-name-unfit = Un nombre de usuario tiene de 3 a 100 caracteres y no lleva espacios. Puede ser un correo electrónico.
refused-name-unfit = Un nombre tiene de 1 a 120 caracteres en una línea.
refused-wrong-code = Este código no es correcto. Espera el siguiente en tu dispositivo y escríbelo.
refused-code-used = Este código ya se usó. Espera el siguiente y escríbelo.
refused-factor-exists = Ya hay una aplicación de códigos configurada. Quítala primero para configurar otra.
refused-passkey-refused = Esta llave de acceso no fue aceptada. Inténtalo de nuevo o usa otra forma.
refused-passkey-known = Esta llave de acceso ya está en tu lista.
refused-last-second-factor = Es tu único segundo factor, y tu cuenta necesita uno. Configura otro primero.
refused-last-administrator = Es la última cuenta de administración. Da primero ese papel a otra persona.
refused-role-does-not-fit = Una cuenta no puede cambiar hacia este papel ni desde él. Invita a la persona de nuevo.
refused-already-member = Esta persona ya tiene un lugar en el equipo.
refused-reason-needed = Explica en 10 a 1.000 caracteres por qué necesitas ver este expediente ahora.
refused-not-needed = Perteneces al equipo de este expediente. No necesitas acceso de emergencia.
refused-expiry-unfit = Un enlace dura entre 1 y 30 días. Escribe un número entero.
refused-time-zone-unknown = Elige una zona horaria de la lista.

choose-one = Elige una de estas opciones.

demo-title = Prueba la demostración
demo-text = Todas las personas de este centro son inventadas. Con un clic entras como una de ellas; cada una ve lo que su papel puede ver.

done-saved = Guardado.
done-password = Tu contraseña cambió. Se cerró la sesión en todos los demás dispositivos.
done-totp = La aplicación de códigos está configurada.
done-totp-removed = La aplicación de códigos se quitó.
done-passkey = La llave de acceso se agregó.
done-passkey-removed = La llave de acceso se quitó.
done-ended = Se cerró la sesión ahí.
done-out = Cerraste la sesión.
done-reset = Tu contraseña cambió. Entra con ella.
done-role = El papel cambió. La persona entra de nuevo.
done-deactivated = La cuenta está apagada.
done-reactivated = La cuenta puede entrar otra vez.
done-revoked = La invitación fue retirada.
done-factor-reset = El segundo factor se quitó. La próxima vez que entre, configura otro.
done-held = La retención está puesta.
done-released = La retención se levantó.
done-erased = El expediente se borró.

security-event-clinic-set-up = Se configuró el centro
security-event-account-created = Cuenta creada
security-event-account-deactivated = Cuenta apagada
security-event-account-reactivated = Cuenta encendida otra vez
security-event-role-changed = Cambio de papel
security-event-settings-changed = Cambio de ajustes
security-event-signed-in = Inicio de sesión
security-event-sign-in-failed = Intento fallido de entrar
security-event-signed-out = Cierre de sesión
security-event-sessions-ended = Cierre de sesión en otros dispositivos
security-event-stepped-up = Confirmó su identidad
security-event-step-up-failed = Confirmación fallida
security-event-password-changed = Cambio de contraseña
security-event-reset-issued = Se pidió una contraseña nueva
security-event-reset-for-nobody = Se pidió una contraseña para un nombre que nadie tiene
security-event-password-reset = Contraseña elegida con un enlace
security-event-second-factor-added = Segundo factor configurado
security-event-second-factor-removed = Segundo factor quitado
security-event-recovery-codes-made = Códigos de recuperación hechos
security-event-recovery-code-used = Código de recuperación usado
security-event-invitation-made = Invitación hecha
security-event-invitation-used = Invitación usada
security-event-invitation-revoked = Invitación retirada
security-event-membership-added = Entró a un equipo de atención
security-event-membership-ended = Salió de un equipo de atención
security-event-break-glass = Acceso de emergencia a un expediente

events-head-when = Cuándo
events-head-what = Qué
events-head-whose = De quién
events-head-by = Por quién
events-older = Ver más antiguos
events-by-administrator = Por la administración
