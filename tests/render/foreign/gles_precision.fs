/*{"CREDIT": "GLES habits", "INPUTS": []}*/
#ifdef GL_ES
precision mediump float;
precision highp int;
#endif
precision highp float;
#ifndef GL_ES
#define LOWP
#else
#define LOWP lowp
#endif
void main() {
	LOWP vec3 c = vec3(0.1, 0.2, 0.3);
	mediump float k = 2.0;
	highp vec2 uv = gl_FragCoord.xy / RENDERSIZE.xy;
	gl_FragColor = vec4(c * k + uv.x, 1.0);
}
