/*{
	"DESCRIPTION": "a tab	and a line
end in a string",
	"INPUTS": [
		{"NAME": "level", "TYPE": "float", "DEFAULT": 0.5,},
	],
}*/
void main() {
#define SHADE(x) \
	vec3(x, x * 0.5, \
	     1.0 - x)
	gl_FragColor = vec4(SHADE(level), 1.0);
}
