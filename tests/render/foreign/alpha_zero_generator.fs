/*{"ISFVSN": "2", "INPUTS": []}*/
void main() { gl_FragColor = vec4(vec3(isf_FragNormCoord.x), 0.0); }
