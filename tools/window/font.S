# The font of what is written over the picture, as it was when this was built: DejaVu Sans Mono.
        .section .rodata
        .global reprise_font
        .global reprise_font_end
        .balign 16
reprise_font:
        .incbin REPRISE_FONT
reprise_font_end:
        .byte 0
        .section .note.GNU-stack, "", %progbits
