# Signing in, and one's own account.

sign-in-title = Sign in
sign-in-act = Sign in
sign-in-name = Sign-in name
sign-in-name-help = What you type each time you sign in. An e-mail address is fine. No spaces.
sign-in-password = Password
sign-in-name-missing = Type your sign-in name.
sign-in-password-missing = Type your password.
sign-in-start-again = Start again
again-text-page = You were signed out to keep this record safe. What you typed is kept. Sign in and you can send it from there.

passkey-use = Use a passkey
passkey-waiting = Your device is asking you now.
passkey-refused = That did not work. Nothing was changed. Try again, or use another way.
passkey-needs-script = Passkeys need JavaScript, and this browser has it switched off.

code-title = One more step
code-text = Open your authenticator app and type the six figures it shows for Attune.
code-text-passkey = Use the passkey that you set up: your phone, your computer, or a security key.
code-label = Six figures
code-act = Go on
recovery-link = Use a recovery code
recovery-title = Recovery code
recovery-text = Type one of the codes that you kept on paper. Each works once.
recovery-label = Recovery code
recovery-wrong = That code is not one of yours, or it was used already. Check it letter by letter, or try another.

resume-title = You are signed in again
resume-confirmed-title = Thank you. One more click.
resume-text = Nothing was lost. What you were about to send is still here.
resume-send = Send it now
resume-leave = Leave it
resume-typed = Show what you typed

enrol-title = Keep your account safe
enrol-text = Whoever works here shows two things to sign in: a password, and something only they have. You set up the second thing now. It takes two minutes.
enrol-passkey = Use a passkey instead
enrol-done-title = You are ready
enrol-done-text = Your second factor is set up.

totp-title = Authenticator app
totp-text = Open an authenticator app on your phone and scan this picture with it. Then type the six figures that it shows.
totp-drawing = QR code for your authenticator app. The same secret is written below.
totp-spelled = No camera? Type this into the app:
totp-act = Done
totp-there = An authenticator app is set up.
totp-none = An app on your phone that shows six figures, new ones every half minute.
totp-add = Set up an app
totp-remove = Remove the app
totp-remove-title = Remove the authenticator app
totp-remove-text = Its codes will not open this account any more. If it is your only second factor, your recovery codes stop working, too.

codes-title = Your recovery codes
codes-heading = Recovery codes
codes-text = Keep these ten codes where only you find them, on paper best. If your phone is lost, each of them lets you in once.
codes-once = They are not shown again.
codes-kept = I have kept them
codes-left = { $count ->
    [0] No code is left. Make new ones now, so that a lost phone does not lock you out.
    [one] One code is left. Make new ones soon.
   *[other] { $count } codes are left.
}
codes-renew = Make new codes
codes-renew-title = New recovery codes
codes-renew-text = You get ten new codes. The old ones stop working at once: throw that paper away.

confirm-title = Is it you?
confirm-text = This changes who can see or do something, so we ask once more.
confirm-act = Confirm
confirm-code = Or a code from your app
confirm-passkey = Confirm with a passkey
confirm-leave = Leave it as it is

device-on = { $browser } on { $system }
device-unknown = Unknown device
device-when = Signed in: { $since }. Last seen: { $seen }.
device-here = This device
device-end = Sign out there
devices-title = Devices
devices-text = Where your account is signed in now. If one of them is not yours, sign it out and change your password.
devices-count = { $count ->
    [one] Signed in here only
   *[other] Signed in on { $count } devices
}
devices-end-others = Sign out everywhere else
devices-only-here = You are signed in nowhere else.

new-password = New password
new-password-help = { $least } characters or more, { $most } at most. A few words in a row are easy to remember. Spaces are fine.

own-title = Your account
own-signed-in-as = You sign in as
own-name = Your name
own-name-help = As others here see it.
own-language = Language
own-theme = Light or dark
own-theme-system = As my device
own-theme-light = Light
own-theme-dark = Dark
own-text-size = Size of text
own-text-size-normal = Normal
own-text-size-large = Large
own-text-size-larger = Larger
own-time-zone = Time zone
own-time-zone-help = Times are shown as the clock says there.
own-save = Save
own-safety = Who can get in
own-password = Password
own-back = Back to your account
own-leave = Leave it as it is
own-events = What happened to your account
own-events-text = Every time somebody signed in or changed something. If you see what was not you, change your password and tell your clinic.
own-events-caption = Newest first

password-text = After this you are signed out on all other devices.
password-current = Current password
password-act = Change the password

factor-title = Second factor
factor-text = Something only you have, beside your password. Then a password that somebody guessed or saw opens nothing.
factor-none = None
factor-app = Authenticator app
factor-passkeys = { $count ->
    [one] one passkey
   *[other] { $count } passkeys
}
factor-codes = { $count ->
    [0] no recovery codes
    [one] one recovery code
   *[other] { $count } recovery codes
}
passkeys-title = Passkeys
passkeys-text = Your phone, your computer or a security key. You unlock it as you always do, and you are in: the safest way, and the shortest.
passkey-name = Name of this passkey
passkey-name-help = So that you know it again in this list.
passkey-add = Add a passkey
passkey-added = Added on { $date }
passkey-used = Last used on { $date }
passkey-remove = Remove this passkey
passkey-remove-title = Remove this passkey
passkey-remove-text = “{ $name }” will not open this account any more. You can add it again later.

set-up-title = Set up this clinic
set-up-text = You are the first one here. You become the administrator, who invites everybody else. The administrator reads no client's record.
set-up-act = Set up
set-up-clinic-missing = Give the clinic a name of up to 120 characters on one line.
set-up-hint-title = This clinic is not set up yet
set-up-hint-text = When Attune started, it printed a link to set up the clinic. Open that link.
set-up-hint-again = You do not have it? Stop Attune and start it again: it prints a new one.
set-up-link-again = This link does not work, or not any more. Stop Attune and start it again: it prints a new one.

invitation-title = Welcome to { $clinic }
invitation-for-client = This is yours: a place to see how you are doing and to work between sessions with your therapist.
invitation-for-therapist = You are invited as a therapist.
invitation-for-facilitator = You are invited as a facilitator.
invitation-for-staff = You are invited to the front desk.
invitation-for-supervisor = You are invited as a supervisor.
invitation-for-administrator = You are invited as an administrator.
invitation-for-service-lead = You are invited as service lead.
invitation-for-researcher = You are invited as a researcher.
invitation-staff = After this you set up a second factor, so have your phone at hand.
invitation-act = Make my account
invitation-take = Accept
invitation-signed-in = You are signed in as { $name }.
invitation-second-factor = Use an app with codes, too
invitation-second-factor-help = Safer, and then 8 characters are enough for the password. You set it up next.

link-title = This link does not open anything
link-until = It works once, until { $when }.
link-spelled = The link

reset-title = A new password
reset-text = Choose one that you use nowhere else. You are signed out everywhere, and then sign in with it.
reset-act = Use this password

forgot-link = I forgot my password
forgot-title = A new password
forgot-text = Type your sign-in name. The people who run your clinic's accounts will see that you asked.
forgot-act = Ask for a new password
forgot-asked-title = Your clinic can help you now
forgot-asked-text = If there is an account of that name, the people who run the clinic's accounts now see that somebody asked for a new password.
forgot-asked-next = Call them or talk to your therapist: they give you a link. Attune sends no e-mail.

refused-wrong-credentials = Sign-in name and password do not belong together. Check both: capital letters count in the password.
refused-wrong-password = That is not your current password. Try again.
refused-throttled-seconds = There were too many attempts. { $count ->
    [one] Wait one second, then try again.
   *[other] Wait { $count } seconds, then try again.
}
refused-throttled-minutes = There were too many attempts. Try again in { $count ->
    [one] one minute, at { $time }.
   *[other] { $count } minutes, at { $time }.
}
refused-locked = After very many failed attempts this account is locked to keep it safe. Ask your clinic for a link to choose a new password.
refused-deactivated = This account is switched off. Nothing in the record was changed. Ask the administrator of your clinic.
refused-challenge-expired = This step took too long. Please start again.
refused-link-unknown = This link is not known here. Check that it was copied whole, or ask for a new one.
refused-link-used = This link was already used on { $date }, and it works only once. If that was you, sign in. If not, tell your clinic.
refused-link-expired = This link was good until { $date }. Ask for a new one.
refused-link-revoked = This link was taken back on { $date }. Ask for a new one.
refused-set-up-already = This clinic is set up already. Sign in.
refused-password-too-short = This needs at least { $least } characters. A few words in a row are easy to remember.
refused-password-too-long = This is longer than { $most } characters. Choose a shorter one.
refused-password-common = This is one of the passwords that are tried first. Choose one that nobody would guess.
refused-password-is-name = This is little more than a name. Choose something that has nothing to do with you or the clinic.
refused-sign-in-name-taken = Somebody has this sign-in name already. Choose another.
refused-sign-in-name-unfit = A sign-in name has 3 to 100 characters and no spaces. An e-mail address is fine.
refused-name-unfit = A name has 1 to 120 characters on one line.
refused-wrong-code = This code is not right. Wait for the next one on your device and type that.
refused-code-used = This code was used already. Wait for the next one and type that.
refused-factor-exists = An authenticator app is set up already. Remove it first to set up another.
refused-passkey-refused = This passkey was not accepted. Try again, or use another way.
refused-passkey-known = This passkey is in your list already.
refused-last-second-factor = This is your only second factor, and your account needs one. Set up another first.
refused-last-administrator = This is the last administrator. Make somebody else administrator first.
refused-role-does-not-fit = An account cannot change to or from this role. Invite the person anew instead.
refused-already-member = This person has a place in the team already.
refused-reason-needed = Say in 10 to 1,000 characters why you need to see this record now.
refused-not-needed = You belong to this record's team. You need no emergency access.
refused-expiry-unfit = A link lasts between 1 and 30 days. Type a whole number.
refused-time-zone-unknown = Choose a time zone from the list.

choose-one = Choose one of these.

demo-title = Try the demo
demo-text = Everybody in this clinic is made up. One click signs you in as one of them; each sees what their role may see.

done-saved = Saved.
done-password = Your password is changed. All other devices are signed out.
done-totp = The authenticator app is set up.
done-totp-removed = The authenticator app is removed.
done-passkey = The passkey is added.
done-passkey-removed = The passkey is removed.
done-ended = Signed out there.
done-out = You are signed out.
done-reset = Your password is changed. Sign in with it.
done-role = The role is changed. The person signs in anew.
done-deactivated = The account is switched off.
done-reactivated = The account can sign in again.
done-revoked = The invitation is taken back.
done-factor-reset = The second factor is removed. The next sign-in sets up a new one.
done-held = The hold is on.
done-released = The hold is lifted.
done-erased = The record is erased.

security-event-clinic-set-up = The clinic was set up
security-event-account-created = Account made
security-event-account-deactivated = Account switched off
security-event-account-reactivated = Account switched on again
security-event-role-changed = Role changed
security-event-settings-changed = Settings changed
security-event-signed-in = Signed in
security-event-sign-in-failed = Failed to sign in
security-event-signed-out = Signed out
security-event-sessions-ended = Signed out on other devices
security-event-stepped-up = Confirmed that it is them
security-event-step-up-failed = Failed to confirm
security-event-password-changed = Password changed
security-event-reset-issued = New password asked for
security-event-reset-for-nobody = New password asked for a name that nobody has
security-event-password-reset = Password set through a link
security-event-second-factor-added = Second factor set up
security-event-second-factor-removed = Second factor removed
security-event-recovery-codes-made = Recovery codes made
security-event-recovery-code-used = Recovery code used
security-event-invitation-made = Invitation made
security-event-invitation-used = Invitation used
security-event-invitation-revoked = Invitation taken back
security-event-membership-added = Joined a care team
security-event-membership-ended = Left a care team
security-event-break-glass = Emergency access to a record

events-head-when = When
events-head-what = What
events-head-whose = Whose account
events-head-by = By whom
events-older = Show older ones
events-by-administrator = By the administrator
