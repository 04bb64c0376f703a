/*{"IMPORTED": [{"NAME": "logo", "PATH": "art/logo.png"}, {"NAME": "again", "PATH": "./art/../art/logo.png"}], "INPUTS": []}*/
void main() { gl_FragColor = vec4(IMG_THIS_PIXEL(logo).rgb + IMG_PIXEL(again, gl_FragCoord.xy).rgb, 1.0); }
