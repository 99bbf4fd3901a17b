# An open risk, as clinicians read it. Facts first.
risk-open = Open risk
risk-item-answered = Item { $item } was answered in a way that a person has to look at, on { $when }.
risk-nobody-looked = Nobody has looked yet.
risk-acknowledged = Somebody is dealing with it.
risk-deal-with = Look at it
