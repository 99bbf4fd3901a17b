# The caseload: one row a client, those who need attention first; and registering a client.
caseload-title = Caseload
caseload-register = Register a client
caseload-find = Name or reference
caseload-find-button = Find
caseload-filters = Which clients
caseload-show-all = All
caseload-show-open = In a course
caseload-show-risks = Open risk
caseload-show-due = Measure due
caseload-caption = { $count ->
    [one] One client
   *[other] { $count } clients
}, those who need attention first
caseload-column-client = Client
caseload-column-measure = Main measure
caseload-column-session = Sessions held
caseload-column-phase = Phase
caseload-column-due = Due
caseload-risks = { $count ->
    [one] open risk
   *[other] { $count } open risks
}
caseload-pages = Page { $at } of { $of }
caseload-pages-label = Pages of the caseload
caseload-before = Previous 50
caseload-after = Next 50
caseload-all = Show all clients
caseload-none = Nobody found
caseload-none-text = Nobody on your caseload has this in the name or reference, with this filter. Clients of colleagues are not searched.
caseload-empty = Nobody on your caseload yet
caseload-empty-text = Here will be the clients whose care team you belong to, those who need attention first: open risks, then measures that are due. A colleague can add you to a team, or you register a client of your own.
fictitious = fictitious
session-of = { $held } of { $planned }
course-is-closed = Course closed
course-is-none = No course yet
due-since = since { $day }
phase-initial = Initial phase
phase-middle = Middle phase
phase-termination = Ending

register-title = Register a client
register-lead = A record begins with this. You become the first member of its care team; nobody else reads it until you add them.
register-do = Register
client-name = Name
client-name-help = What the client is called. A pseudonym will do; it can be corrected later.
client-reference = Reference
client-reference-help = The clinic's own file number, if there is one.
client-born = Born
client-born-help = As exactly as it is known: 1984-05-02, 1984-05 or 1984.
client-language = Language of the client's pages
client-language-help = Questionnaires without an official version in this language are not sent to the client.
client-zone = Time zone of the client
client-zone-help = What happens is noted at the hour it is where the client lives.

alerts-title = Alerts
alerts-lead = Each of these answers waits for a person. Nothing closes by itself.
alerts-caption = { $count ->
    [one] One open alert
   *[other] { $count } open alerts
}, the oldest first
alerts-column-client = Client
alerts-column-answer = Answer
alerts-column-when = Answered
alerts-column-age = Waiting
alerts-column-state = State
alerts-item = { $instrument }, item { $item }
alerts-empty = No alert is open
alerts-empty-text = When a client of yours answers a question that a person has to look at, it stands here and above every page of that client until somebody has recorded what was done. That nothing stands here does not mean that nobody is at risk.
age-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
age-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
age-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
