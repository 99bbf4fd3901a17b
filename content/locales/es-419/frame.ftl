# Lo que rodea a cada página.
frame-description = Psicoterapia interpersonal, desde la primera conversación hasta seguir bien.
frame-skip = Ir a la página
frame-places = Lugares
frame-more = Más
frame-open-risks = Riesgos abiertos
frame-help-now = Necesito ayuda ahora
frame-sign-out = Cerrar sesión

place-caseload = Casos
place-alerts = Alertas
place-today = Hoy
place-check-in = Preguntas
place-people = Mi gente
place-progress = Avance
place-mine = Lo mío
place-accounts = Cuentas
place-events = Sucesos
place-clinic = Centro
