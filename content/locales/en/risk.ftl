# An open risk, as clinicians read it. Facts first; no level of risk anywhere.
risk-open = Open risk
risk-answer = { $instrument }, item { $item }, answered ‘{ $answer }’
risk-answered-on = { $what }, on { $when }.
risk-nobody-looked = Nobody has looked yet.
risk-acknowledged = Somebody is dealing with it.
risk-state-nobody = Nobody has looked yet.
risk-state-acknowledged = Somebody is dealing with it.
risk-state-due = { $state } To be seen: { $due }
risk-deal-with = Look at it
risk-due-before-next-session = before the next session, within one working day at most.
risk-due-same-day = the same day, within four working hours.
risk-due-immediate = at once.
risks-more = Another answer waits for a person. See Alerts.

alert-answer = Answer
alert-when = Answered
alert-earlier = Before, on the same form
alert-arrived = Reached the record
alert-waits = Waiting for
alert-due = To be seen
alert-state = State
alert-note = Note
alert-retracted = The answer was taken back as entered by mistake. The alert still waits for a person.
alert-review = From an import of older answers: one review for all of them.
alert-first = First: say that you are dealing with it
alert-first-text = Colleagues then see that somebody has taken it on. The alert stays open.
alert-acknowledge = I am dealing with it
alert-acknowledged-by = { $name }, since { $when }
alert-context = What else the record says
alert-context-intake = Risk as assessed at intake on { $day }: { $text }
alert-context-before = { $count ->
    [one] This question opened an alert once before.
   *[other] This question opened an alert { $count } times before.
}
alert-context-event = In the two months before: { $title }, { $when }
alert-measure = The whole questionnaire
alert-close-title = Close with what was found and done
alert-close-text = A person decides; nothing is proposed here. Your name, the time and your words stay in the record.
alert-disposition = What was decided
alert-rationale = What was found, and why this was decided
alert-rationale-help = Thoughts, plan, intent, means, what protects; who was told; when you look again.
alert-close = Close the alert
alert-closed = Closed
alert-closed-by = { $name }, { $when }
disposition-no-acute-concern = Assessed; no acute concern
disposition-safety-plan = Safety plan made or reviewed, with a follow-up
disposition-same-day-assessment = Assessment on the same day
disposition-emergency = Emergency services
