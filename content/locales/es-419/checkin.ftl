# Las preguntas antes de una sesión. Quizá se leen en un mal momento: frases cortas, nada que descifrar.
checkin-title = Preguntas antes de tu sesión
checkin-readers = { $names } leerá tus respuestas.
checkin-one-by-one = Una pregunta a la vez. Puedes parar cuando quieras y seguir después, aquí o en otro dispositivo.
checkin-empty-title = No hay nada por responder
checkin-empty-text = Antes de cada sesión encontrarás aquí unas preguntas. Tus respuestas les muestran, a ti y a tu terapeuta, cómo van las semanas.
checkin-empty-next = Ver cómo ha ido hasta ahora
checkin-begun = { $answered } de { $of } respondidas. Puedes seguir donde te quedaste.
checkin-length = { $name }, { $count ->
    [one] una pregunta
   *[other] { $count } preguntas
}, más o menos { $minutes ->
    [one] un minuto
   *[other] { $minutes } minutos
}
checkin-stop = Parar
checkin-before = Atrás
checkin-next = Siguiente
checkin-saved = Guardado. Puedes parar aquí y seguir después.
checkin-your-answer = Tu respuesta
checkin-leave-out = Dejarla sin responder
checkin-nothing-chosen = Todavía no elegiste nada. Elige lo que mejor corresponda, o déjala sin responder.
checkin-not-an-answer = Esa no es una de las respuestas a esta pregunta. Elige una de las de abajo.
checkin-not-a-number = Ese no es un número entero de { $min } a { $max }. Escribe el que mejor corresponda.
checkin-not-a-time = Esa no es una hora. Escríbela con horas y minutos, por ejemplo 07:30.
checkin-too-long = Tiene más de { $most } caracteres. Acórtalo un poco; sigue aquí.
checkin-from-to = Un número entero de { $min } a { $max }

checkin-review-title = Revísalo
checkin-review-text = Toca una respuesta para cambiarla. No se envía nada hasta que tú lo digas.
checkin-left-out = { $count ->
    [one] Una pregunta quedó sin respuesta.
   *[other] { $count } preguntas quedaron sin respuesta.
} Está permitido. Puedes enviarlo así.
checkin-no-answer = Sin respuesta
checkin-send = Enviar
checkin-changed-elsewhere = Estas respuestas cambiaron en otro dispositivo o página después de que abriste esta. No se perdió nada. Revísalas una vez más y envíalas.
checkin-nothing-answered = Todavía no hay ninguna respuesta, así que no hay nada que enviar. Responde al menos una pregunta.
checkin-answers-do-not-fit = Estas respuestas no se pudieron anotar como están. Todo lo que elegiste se conserva. Revísalas, cambia lo que parezca raro y envíalas de nuevo.
checkin-not-validated = Estas preguntas se escribieron para este programa. No son una escala probada.

checkin-answered-title = Esto ya lo respondiste
checkin-answered-text = Se envió el { $when }, y eso es lo que cuenta. Si algo estaba mal, dilo en tu sesión.
checkin-not-due-title = Esto no está abierto ahora
checkin-not-due-text = Estas preguntas son de otra sesión. Lo que enviaste antes está a salvo.
checkin-see-due = Ver lo que está abierto

helpnow-title = Gracias por decirlo
helpnow-seen-by = { $names } verá esta respuesta.
helpnow-seen-by-team = Tu equipo verá esta respuesta.
helpnow-not-sent = Esta respuesta no le llegó a tu equipo. Nadie lo sabe todavía. Si necesitas a alguien, por favor llama ahora.
helpnow-call = Si crees que podrías hacer algo así, o si solo necesitas hablar con alguien, puedes llamar ahora mismo.
helpnow-danger = Estoy en peligro ahora
helpnow-kept = Lo que respondiste queda guardado. Puedes seguir con las preguntas, o parar aquí y volver después.
helpnow-go-on = Seguir con las preguntas
helpnow-stop = Parar aquí

sent-title = Tus respuestas se enviaron
sent-readers = { $names } las leerá.
sent-what-happens = Pueden hablar de ellas en tu próxima sesión.
sent-help-kind = Ayuda
sent-help-text = Una de tus respuestas habla de pensamientos difíciles. Si están contigo ahora, no esperes a tu sesión.
sent-next = Lo que falta
sent-done = Listo por ahora
sent-progress = Ver cómo ha ido
