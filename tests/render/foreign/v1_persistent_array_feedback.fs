/*{
	"DESCRIPTION": "Trails of a moving spot",
	"CREDIT": "nobody",
	"CATEGORIES": ["Feedback"],
	"INPUTS": [
		{"NAME": "amount", "TYPE": "float", "DEFAULT": 0.9}
	],
	"PERSISTENT_BUFFERS": ["bufferA"],
	"PASSES": [
		{"TARGET": "bufferA"},
		{}
	]
}*/

void main()
{
	vec2 p = vv_FragNormCoord.xy;
	if (PASSINDEX == 0)	{
		vec4 stale = IMG_THIS_PIXEL(bufferA);
		float spot = step(distance(p, vec2(0.5 + 0.3 * cos(TIME * 9.0), 0.5)), 0.25);
		gl_FragColor = mix(vec4(spot, spot * 0.5, 0.2, 1.0), stale, amount);
	}
	else if (PASSINDEX == 1)	{
		gl_FragColor = IMG_THIS_NORM_PIXEL(bufferA);
	}
}
