/*{"INPUTS": null, "PASSES": null, "IMPORTED": null, "PERSISTENT_BUFFERS": null, "CATEGORIES": null,
"CREDIT": null, "ISFVSN": null, "EXTRA": {"nested": [1, 2, {"deep": true}]}}*/
void main() { gl_FragColor = vec4(0.4); }
