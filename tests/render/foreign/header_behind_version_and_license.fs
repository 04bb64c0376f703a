#version 120
// A licence in a line comment: { not JSON }
/*
 * And one in a block { also not JSON
 */
#extension GL_OES_standard_derivatives : require
/*
{
	// a comment inside the header
	"ISFVSN": 2.0,
	"CATEGORIES": "Generator", // here too ,
	"INPUTS": [
		{ "NAME": "size", "TYPE": "float", "MIN": "0.1", "MAX": 4, "DEFAULT": "1.5", },
	],
}
*/
void main() {
	float edge = fwidth(isf_FragNormCoord.x * 40.0);
	gl_FragColor = vec4(vec2(edge * size), 0.5, 1.0);
}
