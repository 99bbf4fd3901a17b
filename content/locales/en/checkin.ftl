# The questions before a session. Read at a bad moment, perhaps: short sentences, nothing to work out.
checkin-title = Questions before your session
checkin-readers = { $names } will read your answers.
checkin-one-by-one = One question at a time. You can stop at any point and go on later, here or on another device.
checkin-empty-title = Nothing to answer now
checkin-empty-text = Before each session you will find a few questions here. Your answers show you and your therapist how the weeks are going.
checkin-empty-next = See how it has gone so far
checkin-begun = { $answered } of { $of } answered. You can go on where you stopped.
checkin-length = { $name }, { $count ->
    [one] one question
   *[other] { $count } questions
}, about { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
checkin-stop = Stop for now
checkin-before = Back
checkin-next = Next
checkin-saved = Saved. You can stop here and go on later.
checkin-your-answer = Your answer
checkin-leave-out = Leave this one out
checkin-nothing-chosen = Nothing is chosen yet. Choose what fits best, or leave this one out.
checkin-not-an-answer = That is not one of the answers to this question. Choose one of those below.
checkin-not-a-number = That is not a whole number from { $min } to { $max }. Enter one that fits best.
checkin-not-a-time = That is not a time of day. Enter it as hours and minutes, such as 07:30.
checkin-too-long = That is longer than { $most } characters. Shorten it a little; it is still here.
checkin-from-to = A whole number from { $min } to { $max }

checkin-review-title = Look it over
checkin-review-text = Touch an answer to change it. Nothing is sent before you say so.
checkin-left-out = { $count ->
    [one] One question has no answer.
   *[other] { $count } questions have no answer.
} That is allowed. You can send it like this.
checkin-no-answer = No answer
checkin-send = Send
checkin-changed-elsewhere = These answers were changed on another device or page since you opened this one. Nothing was lost. Look them over once more, then send.
checkin-nothing-answered = There is no answer yet, so there is nothing to send. Answer at least one question.
checkin-answers-do-not-fit = These answers could not be entered as they are. Everything you chose is kept. Look them over and change what seems odd, then send again.
checkin-not-validated = These questions were written for this program. They are not a tested scale.

checkin-answered-title = You have answered this one
checkin-answered-text = It was sent on { $when }, and that is what counts. If something in it was wrong, say so in your session.
checkin-not-due-title = This is not open now
checkin-not-due-text = These questions belong to another session. What you sent before is safe.
checkin-see-due = See what is open

helpnow-title = Thank you for telling us
helpnow-seen-by = { $names } will see this answer.
helpnow-seen-by-team = Your team will see this answer.
helpnow-not-sent = This answer has not reached your team. Nobody knows about it yet. If you need somebody, please call now.
helpnow-call = If you think you might act on such thoughts, or just need somebody to talk to, you can call right now.
helpnow-danger = I am in danger now
helpnow-kept = What you have answered is kept. You can go on with the questions, or stop here and come back.
helpnow-go-on = Go on with the questions
helpnow-stop = Stop here

sent-title = Your answers are sent
sent-readers = { $names } will read them.
sent-what-happens = You can talk about them in your next session.
sent-help-kind = Help
sent-help-text = One of your answers was about hard thoughts. If they are with you now, do not wait for your session.
sent-next = What is left
sent-done = Done for now
sent-progress = See how it has gone
