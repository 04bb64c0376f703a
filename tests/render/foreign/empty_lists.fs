/*{"INPUTS": [], "PASSES": [], "IMPORTED": [], "PERSISTENT_BUFFERS": [], "CATEGORIES": []}*/
void main() { gl_FragColor = vec4(0.4); }
