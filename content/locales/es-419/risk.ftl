# An open risk, as clinicians read it. Facts first; no level of risk anywhere.
risk-open = Riesgo abierto
risk-answer = { $instrument }, pregunta { $item }: respondió «{ $answer }»
risk-answered-on = { $what }, el { $when }.
risk-nobody-looked = Nadie lo ha visto todavía.
risk-acknowledged = Alguien se está ocupando.
risk-state-nobody = Nadie lo ha visto todavía.
risk-state-acknowledged = Alguien se está ocupando.
risk-state-due = { $state } Debe verse: { $due }
risk-deal-with = Ver
risk-due-before-next-session = antes de la próxima sesión, a más tardar en un día hábil.
risk-due-same-day = el mismo día, en cuatro horas hábiles.
risk-due-immediate = de inmediato.
risks-more = Otra respuesta espera a una persona. Vea Alertas.

alert-answer = Respuesta
alert-when = Respondida
alert-earlier = Antes, en el mismo formulario
alert-arrived = Llegó al expediente
alert-waits = Espera desde hace
alert-due = Debe verse
alert-state = Estado
alert-note = Nota
alert-retracted = La respuesta se retiró por haberse anotado por error. La alerta sigue esperando a una persona.
alert-review = De una importación de respuestas antiguas: una sola revisión para todas.
alert-first = Primero: diga que se ocupa
alert-first-text = Así los colegas ven que alguien lo ha asumido. La alerta sigue abierta.
alert-acknowledge = Me ocupo de esto
alert-acknowledged-by = { $name }, desde el { $when }
alert-context = Qué más dice el expediente
alert-context-intake = Riesgo evaluado al inicio, el { $day }: { $text }
alert-context-before = { $count ->
    [one] Esta pregunta ya abrió una alerta antes.
   *[other] Esta pregunta ya abrió { $count } alertas antes.
}
alert-context-event = En los dos meses anteriores: { $title }, { $when }
alert-measure = El cuestionario completo
alert-close-title = Cerrar con lo que se encontró y se hizo
alert-close-text = Decide una persona; aquí no se propone nada. Su nombre, la hora y sus palabras quedan en el expediente.
alert-disposition = Qué se decidió
alert-rationale = Qué se encontró y por qué se decidió esto
alert-rationale-help = Pensamientos, plan, intención, medios, qué protege; a quién se avisó; cuándo se vuelve a ver.
alert-close = Cerrar la alerta
alert-closed = Cerrada
alert-closed-by = { $name }, { $when }
disposition-no-acute-concern = Evaluado; sin preocupación aguda
disposition-safety-plan = Plan de seguridad hecho o revisado, con seguimiento
disposition-same-day-assessment = Evaluación el mismo día
disposition-emergency = Servicios de emergencia
