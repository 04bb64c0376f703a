/*{"INPUTS": [{"NAME": "n", "TYPE": "float", "DEFAULT": 0.3}]}*/
#define PI 3.14159265359
#define TWO_PI (2.0*PI)
#define rot(a) mat2(cos(a),-sin(a),sin(a),cos(a))
#define S(a,b,t) smoothstep(a,b,t)
#define for_each(i, n) for (int i = 0; i < (n); ++i)
#define CONCAT_FREE(x) x
#undef UNKNOWN
#if defined(GL_ES) && !defined(FOO) || 0
#error not GL ES
#elif defined(PI)
#define OUT gl_FragColor
#endif
#pragma optimize(on)
vec2 R = RENDERSIZE, U;
void main(void) {
	U = (gl_FragCoord.xy * 2. - R) / R.y;
	U *= rot(TIME * TWO_PI);
	float d = 0.;
	for_each(i, 3) { d += S(.4, .0, length(U) - float(i) * n); }
	OUT = CONCAT_FREE(vec4(d, d * .5, d * d, 1.));
}
