/*{"INPUTS": []}*/
#ifdef MANY_TARGETS
void put(vec4 c) { gl_FragData[0] = c; gl_FragData[1] = c; }
#else
void put(vec4 c) { gl_FragColor = c; }
#endif
void main() { put(vec4(0.25, 0.5, 0.75, 1.0)); }
