# A quién llamar. Lo lee alguien en un mal momento: corto, claro, primero los números.
help-title = Ayuda ahora
help-offline = Ahora no hay conexión, así que la página que querías no está aquí. Lo que habías guardado está a salvo. Estos números funcionan sin internet.
help-back = Volver
help-lead = Si podrías hacerte daño, o si otra persona está en peligro, llama ahora.
help-calls-nobody = Attune no llama a nadie.
help-near = Tienes que llamar tú, o pedirle a alguien cerca de ti que llame. Si puedes, no te quedes a solas.
help-checked = Números conocidos al { $date }.
help-elsewhere = Otros países
help-show-first = Mostrar primero estos números
help-call = Llama al { $number }
help-text = Escribe al { $number }
help-languages = Idiomas: { $languages }
help-language-en = inglés
help-language-es = español
help-language-fr = francés
