# Un riesgo abierto, como lo lee el equipo. Primero los hechos.
risk-open = Riesgo abierto
risk-item-answered = El ítem { $item } se respondió de un modo que una persona tiene que mirar, el { $when }.
risk-nobody-looked = Nadie lo ha mirado todavía.
risk-acknowledged = Alguien se está ocupando.
risk-deal-with = Mirarlo
