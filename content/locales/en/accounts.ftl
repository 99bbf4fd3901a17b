# The clinic's accounts, for the administrator; emergency access, for clinicians.

role-client = Client
role-therapist = Therapist
role-facilitator = Facilitator
role-staff = Front desk
role-supervisor = Supervisor
role-administrator = Administrator
role-service-lead = Service lead
role-researcher = Researcher

role-detail-therapist = Treats clients, and sees the records of their own
role-detail-facilitator = Delivers IPT under supervision
role-detail-staff = Appointments and contacts, no clinical text
role-detail-supervisor = Sees the cases they supervise
role-detail-administrator = Runs the accounts, reads no record
role-detail-service-lead = Figures of the service, reads no record
role-detail-researcher = De-identified exports, reads no record

accounts-title = Accounts
accounts-who-staff = Staff
accounts-who-clients = Clients
accounts-who-deactivated = Switched off
accounts-count = { $count ->
    [one] One account
   *[other] { $count } accounts
}
accounts-head-name = Name
accounts-head-role = Role
accounts-head-state = State
accounts-head-seen = Last signed in
accounts-never = never
accounts-pages = Pages of accounts
accounts-before = Previous 50
accounts-after = Next 50
accounts-back = Back to the accounts
accounts-empty-title = Nobody here yet
accounts-empty-text = Staff appear here when they accept an invitation. Clients appear when they accept that of their therapist, who makes it on the client's page. Accounts that are switched off stay listed, because what they entered stays in the records.

account-active = Active
account-deactivated-on = Switched off since { $date }
account-since = Here since
account-acts = What you can do

invite-act = Invite a colleague
invite-title = Invite a colleague
invite-text = You get a link and a QR code to hand over. Clients are not invited here: their therapist does that on the client's page.
invite-role = As what
invite-name = For whom
invite-name-help = So that you can tell invitations apart. The person chooses the name that others see.
invite-days = Days it works
invite-days-help = Between 1 and 30.
invite-make = Make the invitation
invite-made-title = Hand this over
invite-made-text = Give the link or the code to the person yourself. It is not shown again: if it gets lost, take the invitation back and make another.
invite-drawing = QR code of the invitation. The link is written below.
invite-nameless = No name given
invite-revoke = Take back
invite-revoke-title = Take back this invitation
invite-revoke-text = The link for { $name } ({ $role }) stops working at once. Nothing else changes.
invite-somebody = somebody
invitations-title = Invitations
invitations-count = { $count ->
    [one] One that nobody has used yet
   *[other] { $count } that nobody has used yet
}
invitations-head-until = Works until
invitations-head-act = Act

role-title = New role
role-help = The person is signed out and sees what the new role may see from the next sign-in on. Places in care teams that the new role may not have end.
role-act = Change the role

deactivate-act = Switch off this account
deactivate-detail = No sign-in any more; what was entered stays
deactivate-title = Switch off { $name }'s account
deactivate-text = It is signed out everywhere at once and cannot sign in any more.
deactivate-keeps = Everything entered with it stays in the records. You can switch it on again.
reactivate-act = Switch it on again
reactivate-detail = With the same password and second factor
reactivate-title = Switch on { $name }'s account again
reactivate-text = The person can sign in again with the same password and second factor. Places in care teams are as they were.

reset-link-act = Make a link for a new password
reset-link-detail = For somebody who forgot it
reset-link-title = A new password for { $name }
reset-link-ask = You get a link to hand over in person. Be sure that it is really this person who asks. Earlier links stop working.
reset-link-text = Give it to the person yourself. It is not shown again.
reset-link-drawing = QR code of the link. The link is written below.

factor-reset-act = Remove the second factor
factor-reset-detail = For somebody who lost phone and codes
factor-reset-title = Remove { $name }'s second factor
factor-reset-text = App, passkeys and recovery codes stop working and the person is signed out everywhere. At the next sign-in the password is enough to set up a new second factor: be sure that it is really this person who asks.

events-title = Events
events-text = What happened to the clinic's accounts. No names of clients, nothing from a record.
events-caption = Newest first

emergency-list-title = Records opened in an emergency
emergency-none-title = No record was opened in an emergency
emergency-none-text = When a clinician opens a record without being in its care team, the reason stands here, and the client reads it, too.
emergency-by = { $name } opened record { $record }
emergency-from-until = { $from } to { $until }
emergency-title = Open this record in an emergency
emergency-text = You are not in this client's care team. In an emergency you can open the record all the same. The client and the administrator are shown that you did, and why.
emergency-hours = It stays open to you for { $count } hours.
emergency-reason = Why you need to see it now
emergency-reason-help = The client reads this in your words. 10 to 1,000 characters.
emergency-act = Open the record

clinic-title = Clinic
clinic-text = How this clinic is called, and where it is.
clinic-name = Name of the clinic
clinic-name-help = As clients know it: it stands on invitations.
clinic-time-zone = Time zone of the clinic
clinic-time-zone-help = New accounts begin with it; everybody can choose their own.
clinic-back = Back to the clinic
clinic-keeping = Keeping and erasing

hours-title = Who reads, and when
hours-in-a-line = Opening hours, and the numbers for help
hours-text = Clients are told when somebody reads what they write, and whom to call before then. It has to be true: say only hours in which somebody looks at alerts.
hours-country = Country
hours-country-help = Its numbers for help stand first on every client's page. Check that they are right before you invite anybody.
hours-country-none = Choose a country
hours-country-wrong = Choose the country whose numbers your clients can call.
hours-days-help = Write the hours like 09:00-17:00, in the clinic's time zone. Leave a day empty on which nobody is there.
hours-day-wrong = Write the hours like 09:00-17:00, or leave the day empty.

retention-title = How long records are kept
retention-in-a-line = { $years } years; minors until { $age }
retention-text = The law of your country says how long records must be kept. After that they may be erased; nothing is erased by itself.
retention-adults = Years after the last entry
retention-adults-help = For somebody who was an adult at the end of the therapy.
retention-adults-wrong = Type a whole number between 1 and 100.
retention-minors = At least until this age
retention-minors-help = For somebody who was a minor then. The longer of the two counts.
retention-minors-wrong = Type a whole number between 18 and 120.
retention-due-title = Records that may be erased
retention-none-title = None yet
retention-none-text = A record appears here when its time is over, no course is open in it, and no legal hold is on it. You see its number, never a name.
retention-count = { $count ->
    [one] One record
   *[other] { $count } records
}
retention-head-record = Record
retention-head-since = Since

hold-title = Legal hold
hold-in-a-line = Nothing in a record may be erased while it lasts
hold-text = While a hold is on a record, nothing in it can be erased, by anybody, whatever its age. It is entered in the record with your reason.
hold-record = Which record
hold-record-help = Its number, or the address of the client's page. The therapist can give you either.
hold-record-wrong = There is no such record in this clinic. Copy its whole number, or the whole address of the client's page.
hold-what = What to do
hold-on = Put a hold on it
hold-off = Lift the hold
hold-reason = Reason
hold-reason-help = For example the court and the number of the case. 10 to 1,000 characters.
hold-reason-wrong = Give the reason in 10 to 1,000 characters.

erase-act = Erase
erase-title = Erase this record
erase-text = Record { $record } has been kept as long as it must be.
erase-lost = Its keys are destroyed. Everything in it is lost for good: entries, measures, notes, attachments, here and in every backup that is restored from now on. That it was erased, when and by whom stays in the log.
erase-sure = Yes, erase all of it for good
erase-sure-wrong = Tick this if you are sure.
erase-refused = This record may not be erased now: a legal hold was put on it, or its time is not over any more. Nothing was erased.
