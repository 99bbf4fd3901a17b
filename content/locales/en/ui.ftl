# What the components and scripts say.
field-optional = optional
wrongs-title = Nothing was lost. Please look at { $count ->
    [one] one thing
   *[other] { $count } things
} below.
figure-as-table = Show as a table
step-of = Question { $at } of { $of }

kept-saving = Saving
kept-saved = Saved as a draft at { $time }
kept-waiting = Not saved yet. What you typed is kept on this page and will be sent when the connection is back.
kept-clash = This text was changed in another window. Nothing was overwritten.

again-title = Sign in again
again-text = You were signed out to keep this record safe. What you typed is still here. After signing in you go on at the same place.
again-later = Not now

clash-title = There are two versions of this text
clash-text = It was changed somewhere else after you opened it here. Choose what to go on with; the other is not thrown away before you do.
clash-mine = On this page
clash-other = Saved elsewhere
clash-keep-mine = Go on with this page
clash-keep-other = Go on with the other
clash-keep-both = Put both together

keys-title = Keys
keys-close = Close
keys-search = Search
keys-show = Show these keys
keys-use = Use these keys

circle-moved = { $name }: ring { $ring } of { $of }
