# Whom to call. Read by people in a bad hour: short, plain, numbers first.
help-title = Help now
help-offline = There is no connection right now, so the page you wanted is not here. What you had saved is safe. These numbers work without the internet.
help-back = Back
help-lead = If you might hurt yourself, or somebody else is in danger, call now.
help-calls-nobody = Attune does not call anybody.
help-near = You have to call, or ask somebody near you to call for you. If you can, do not stay alone.
help-checked = Numbers as known on { $date }.
help-elsewhere = Other countries
help-show-first = Show these numbers first
help-call = Call { $number }
help-text = Text { $number }
help-languages = Languages: { $languages }
help-language-en = English
help-language-es = Spanish
help-language-fr = French
