/*{"INPUTS": [{"NAME": "inputImage", "TYPE": "image"}]}*/
#define texture texture2D
#define T(p) texture(inputImage, p)
void main() { gl_FragColor = vec4(T(isf_FragNormCoord).rgb + 0.1, 1.0); }
