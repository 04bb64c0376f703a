/*{}*/
void main() { gl_FragColor = vec4(fract(TIME + 0.5), isf_FragNormCoord, 1.0); }
