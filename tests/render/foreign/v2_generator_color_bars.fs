/*{
	"DESCRIPTION": "Vertical bars",
	"CREDIT": "nobody",
	"ISFVSN": "2",
	"VSN": "1.0",
	"CATEGORIES": [
		"Generator"
	],
	"INPUTS": [
		{ "NAME": "count", "TYPE": "float", "LABEL": "How many", "MIN": 1.0, "MAX": 32.0, "DEFAULT": 7.0 },
		{ "NAME": "tint", "TYPE": "color", "DEFAULT": [1.0, 0.75, 0.5, 1.0] },
		{ "NAME": "offset", "TYPE": "point2D", "DEFAULT": [0.0, 0.0], "MIN": [-1.0, -1.0], "MAX": [1.0, 1.0] }
	]
}*/

void main()	{
	vec2		loc = isf_FragNormCoord + offset;
	float		band = floor(loc.x * count) / max(count - 1.0, 1.0);
	gl_FragColor = vec4(tint.rgb * (0.2 + 0.8 * band), tint.a);
}
