# Lo que dicen los componentes y los programas de la página.
field-optional = opcional
wrongs-title = No se perdió nada. Por favor, revisa { $count ->
    [one] un punto
   *[other] { $count } puntos
} más abajo.
figure-as-table = Ver como tabla
step-of = Pregunta { $at } de { $of }

kept-saving = Guardando
kept-saved = Borrador guardado a las { $time }
kept-waiting = Todavía no se guardó. Lo que escribiste sigue en esta página y se enviará cuando vuelva la conexión.
kept-clash = Este texto cambió en otra ventana. No se sobrescribió nada.

again-title = Vuelve a entrar
again-text = La sesión se cerró para proteger este expediente. Lo que escribiste sigue aquí. Después de entrar, continúas en el mismo lugar.
again-later = Ahora no

clash-title = Hay dos versiones de este texto
clash-text = Cambió en otro lugar después de que lo abriste aquí. Elige con cuál seguir; la otra no se descarta antes de que lo hagas.
clash-mine = En esta página
clash-other = Guardado en otro lugar
clash-keep-mine = Seguir con esta página
clash-keep-other = Seguir con la otra
clash-keep-both = Juntar las dos

keys-title = Teclas
keys-close = Cerrar
keys-search = Buscar
keys-show = Mostrar estas teclas
keys-use = Usar estas teclas

circle-moved = { $name }: círculo { $ring } de { $of }
