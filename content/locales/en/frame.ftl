# What stands around every page.
frame-description = Interpersonal Psychotherapy, from the first conversation to staying well.
frame-skip = Go to the page
frame-places = Places
frame-more = More
frame-open-risks = Open risks
frame-help-now = I need help now
frame-sign-out = Sign out

place-caseload = Caseload
place-alerts = Alerts
place-today = Today
place-check-in = Check-in
place-people = My people
place-progress = Progress
place-mine = Mine
place-accounts = Accounts
place-events = Events
place-clinic = Clinic
