# The caseload: one row a client, those who need attention first; and registering a client.
caseload-title = Casos
caseload-register = Registrar a un paciente
caseload-find = Nombre o referencia
caseload-find-button = Buscar
caseload-filters = Qué pacientes
caseload-show-all = Todos
caseload-show-open = En un tratamiento
caseload-show-risks = Riesgo abierto
caseload-show-due = Medida pendiente
caseload-caption = { $count ->
    [one] Un paciente
   *[other] { $count } pacientes
}; primero quienes necesitan atención
caseload-column-client = Paciente
caseload-column-measure = Medida principal
caseload-column-session = Sesiones realizadas
caseload-column-phase = Fase
caseload-column-due = Pendiente
caseload-risks = { $count ->
    [one] riesgo abierto
   *[other] { $count } riesgos abiertos
}
caseload-pages = Página { $at } de { $of }
caseload-pages-label = Páginas de la lista
caseload-before = 50 anteriores
caseload-after = 50 siguientes
caseload-all = Mostrar a todos
caseload-none = No se encontró a nadie
caseload-none-text = Ninguno de sus pacientes tiene esto en el nombre o la referencia con este filtro. No se busca entre los pacientes de colegas.
caseload-empty = Todavía no tiene pacientes
caseload-empty-text = Aquí estarán los pacientes de cuyo equipo forma parte; primero quienes necesitan atención: riesgos abiertos y luego medidas pendientes. Un colega puede agregarle a un equipo, o usted registra a un paciente.
fictitious = ficticio
session-of = { $held } de { $planned }
course-is-closed = Tratamiento cerrado
course-is-none = Sin tratamiento todavía
due-since = desde { $day }
phase-initial = Fase inicial
phase-middle = Fase intermedia
phase-termination = Fase final

register-title = Registrar a un paciente
register-lead = Con esto empieza un expediente. Usted será la primera persona de su equipo; nadie más lo lee hasta que usted lo agregue.
register-do = Registrar
client-name = Nombre
client-name-help = Cómo se llama el paciente. Un seudónimo basta; se puede corregir más tarde.
client-reference = Referencia
client-reference-help = El número de expediente de la clínica, si lo hay.
client-born = Nacimiento
client-born-help = Con la exactitud con que se sepa: 1984-05-02, 1984-05 o 1984.
client-language = Idioma de las páginas del paciente
client-language-help = Los cuestionarios sin versión oficial en este idioma no se envían al paciente.
client-zone = Zona horaria del paciente
client-zone-help = Lo que ocurre se anota con la hora del lugar donde vive el paciente.

alerts-title = Alertas
alerts-lead = Cada una de estas respuestas espera a una persona. Nada se cierra por sí solo.
alerts-caption = { $count ->
    [one] Una alerta abierta
   *[other] { $count } alertas abiertas
}; primero la más antigua
alerts-column-client = Paciente
alerts-column-answer = Respuesta
alerts-column-when = Respondida
alerts-column-age = Espera
alerts-column-state = Estado
alerts-item = { $instrument }, pregunta { $item }
alerts-empty = No hay alertas abiertas
alerts-empty-text = Cuando un paciente suyo responde una pregunta que una persona tiene que ver, aparece aquí y en cada página de ese paciente hasta que alguien anote qué se hizo. Que aquí no haya nada no significa que nadie esté en riesgo.
age-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
age-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
age-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
