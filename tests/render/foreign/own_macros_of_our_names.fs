/*{"ISFVSN": "2", "INPUTS": [{"NAME": "inputImage", "TYPE": "image"}]}*/
#if __VERSION__ >= 130
#define varying in
#define texture2D texture
out vec4 finalColor;
#define gl_FragColor finalColor
#endif
void main() { gl_FragColor = vec4(texture2D(inputImage, isf_FragNormCoord).rgb + 0.1, 1.0); }
