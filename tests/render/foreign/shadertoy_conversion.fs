/*{
	"ISFVSN": "2", "CATEGORIES": ["Automatically Converted", "Shadertoy"],
	"IMPORTED": { "iChannel0": { "PATH": "noise.png" }, "iChannel1": "noise.png" },
	"INPUTS": [ { "NAME": "iMouse", "TYPE": "point2D" } ]
}*/
#define iTime TIME
#define iGlobalTime TIME
#define iFrame FRAMEINDEX
#define iTimeDelta TIMEDELTA
#define iDate DATE
vec3 iResolution = vec3(RENDERSIZE, 1.);
vec3 iChannelResolution = vec3(_iChannel0_imgSize, 1.);
const mat2 m = mat2( 0.80,  0.60, -0.60,  0.80 );
float hash( vec2 p ) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
float noise( in vec2 x ) {
	vec2 i = floor(x), f = fract(x);
	f = f*f*(3.-2.*f);
	return mix(mix(hash(i), hash(i+vec2(1,0)), f.x), mix(hash(i+vec2(0,1)), hash(i+vec2(1)), f.x), f.y);
}
void mainImage( out vec4 fragColor, in vec2 fragCoord )
{
	vec2 uv = fragCoord.xy / iResolution.xy;
	vec2 p = m * (uv * 8. + iMouse);
	float n = 0., a = .5;
	for (int i=0; i<5; i++) { n += a * noise(p); p *= 2.03; a *= .5; }
	fragColor = vec4(n) + .5 * IMG_NORM_PIXEL(iChannel0, mod(uv + iTime, 1.0)) + texture(iChannel1, uv);
	fragColor.xyz *= 1. + float(iFrame % 3) * .01;
	fragColor.w = 1.;
}
void main(void) { mainImage(gl_FragColor, gl_FragCoord.xy); }
