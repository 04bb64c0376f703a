/*{
  "ISFVSN": "2",
  "DESCRIPTION": "The spectrum as a crown of light: mirrored bars around a ring that carries the waveform, with their glow and a slowly turning haze.",
  "CREDIT": "Reprise",
  "CATEGORIES": ["Generator", "Audio Visualizer"],
  "INPUTS": [
    {"NAME": "waveform", "LABEL": "Waveform", "TYPE": "audio"},
    {"NAME": "bins", "LABEL": "Spectrum", "TYPE": "audioFFT"},
    {"NAME": "bass", "LABEL": "Bass: size", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.6, "ROLE": "bass"},
    {"NAME": "flash", "LABEL": "Onset: flash", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "onset"},
    {"NAME": "energy", "LABEL": "Energy: haze", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "energy"},
    {"NAME": "tone", "LABEL": "Tone: colour drift", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "centroid"},
    {"NAME": "hue", "LABEL": "Hue", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "hue"},
    {"NAME": "bars", "LABEL": "Bars on each side", "TYPE": "float", "MIN": 16, "MAX": 96, "DEFAULT": 56}
  ],
  "PASSES": [
    {"TARGET": "levels", "WIDTH": 512, "HEIGHT": 1},
    {"TARGET": "soft", "WIDTH": "$WIDTH / 8", "HEIGHT": "$HEIGHT / 8"},
    {}
  ]
}*/

const float kPi = 3.14159265;

// A sine of period 1 made of parabolas.
float wave(float x) {
  x = fract(x) * 2.0 - 1.0;
  return 4.0 * x * (1.0 - abs(x));
}

vec3 palette(float x) {
  vec3 h = fract(x + hue + vec3(0.77, 0.11, 0.41)) * 2.0 - 1.0;
  return 0.5 + 2.0 * h * (1.0 - abs(h));
}

// A quick arc tangent of |y| / x in 0 .. 1 for half a turn; off by less than 0.2 degrees.
float half_turn(vec2 p) {
  p = vec2(p.x, abs(p.y));
  float low = min(abs(p.x), p.y);
  float high = max(abs(p.x), p.y) + 1e-6;
  float q = low / high;
  float a = q * (0.3183099 + 0.0853 * (1.0 - q) * (1.0 + 0.09 * q) - 0.0683099);
  a = p.y > abs(p.x) ? 0.5 - a : a;
  return p.x < 0.0 ? 1.0 - a : a;
}

// x = 0 .. 1 is 40 Hz .. 14 kHz on a musical scale.
float level_at(float x) {
  float v = IMG_NORM_PIXEL(bins, vec2(0.0018 * pow(330.0, clamp(x, 0.0, 1.0)), 0.5)).r;
  v = clamp(v * (0.95 + 0.2 * x) - 0.2, 0.0, 0.8) * 1.25;
  return v * (0.25 + 0.75 * v);
}

// Red: the level of the bar at x; green: smoothed over neighbours; blue: the waveform there.
vec4 measure(float x) {
  float soft = 0.0;
  for (int i = -2; i <= 2; ++i) {
    soft += 0.2 * level_at(x + float(i) * 0.018);
  }
  float sound = -0.5;
  for (int i = 0; i < 4; ++i) {
    sound += 0.25 * IMG_NORM_PIXEL(waveform, vec2(0.3 + 0.4 * x + 0.0008 * float(i), 0.25)).r;
  }
  sound *= smoothstep(0.0, 0.12, x) * smoothstep(1.0, 0.88, x);
  return vec4(level_at((floor(x * bars) + 0.5) / bars), soft, sound + 0.5, 1.0);
}

// Soft clouds of light behind the crown, and rays that go out from it.
vec3 haze_light() {
  vec2 p = (isf_FragNormCoord - 0.5) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
  float t = TIME * 0.03;
  float r = length(p);
  vec2 q = p + 0.15 * vec2(wave(p.y * 0.8 + t), wave(p.x * 0.7 - t * 1.3));
  float cloud = 0.5 + 0.28 * wave(q.x * 0.8 + q.y * 0.4 + t) + 0.22 * wave(q.y * 1.3 - q.x * 0.6 - t * 1.7);
  cloud *= cloud;
  float turn = half_turn(vec2(-p.y, p.x));
  float rays = 0.5 + 0.3 * wave(turn * 7.0 + t * 3.0) + 0.2 * wave(turn * 17.0 - t * 5.0);
  float halo = 1.0 / (1.0 + 9.0 * r * r);
  vec3 color = palette(0.55 + 0.35 * cloud + 0.25 * r) * cloud * (0.20 + 0.45 * energy);
  color += palette(0.62 * turn) * halo * (r / (r + 0.12)) * (0.10 + 0.40 * bass * bass + rays * (0.15 + 0.45 * energy));
  color += palette(0.1 + 2.0 * r) * (0.25 * bass * bass / (1.0 + 220.0 * r * r));
  return color * max(1.0 - 0.5 * r, 0.0);
}

// Where a place lies beside the crown.
struct Place {
  float r;       // from the middle, in heights of the picture
  float turn;    // 0 at the bottom, 1 at the top, the same on both sides
  float out_by;  // from the ring outwards
};

Place place() {
  vec2 p = (gl_FragCoord.xy - 0.5 * RENDERSIZE) / RENDERSIZE.y;
  float r = length(p);
  float pump = 0.5 * bass + 0.5 * bass * bass;
  return Place(r, half_turn(vec2(-p.y, p.x)), r - 0.180 - 0.035 * pump);
}

vec3 tint_at(Place at) {
  return palette(0.62 * at.turn + 0.5 * at.out_by + 0.2 * (tone - 0.5));
}

// How far out a place lies from the wave on the ring.
float beyond_wave(Place at, float sound) {
  return at.out_by - 0.13 * (sound - 0.5);
}

// All that is soft: the haze, darker inside the ring, and the glow of the bars. As a square root,
// which keeps 8 bits smooth in the dark.
vec3 soft_light() {
  Place at = place();
  vec3 sound = IMG_NORM_PIXEL(levels, vec2(at.turn, 0.5)).rgb;
  vec3 color = haze_light() * (0.30 + 0.70 * clamp(beyond_wave(at, sound.b) * 30.0 + 0.5, 0.0, 1.0));
  float beyond = max(max(at.out_by - 0.23 * sound.g, -0.5 * at.out_by), 0.0);
  float aura = (0.03 + sound.g) * 0.0060 / (0.012 + beyond * beyond + 0.2 * beyond);
  return sqrt(color + tint_at(at) * (aura * (1.0 + flash)));
}

void main() {
  if (PASSINDEX == 0) {
    gl_FragColor = measure(isf_FragNormCoord.x);
    return;
  }
  if (PASSINDEX == 1) {
    gl_FragColor = vec4(soft_light(), 1.0);
    return;
  }
  Place at = place();
  float slot = at.turn * bars;
  vec3 sound = IMG_NORM_PIXEL(levels, vec2(at.turn, 0.5)).rgb;
  // Both > 0 inside the bar.
  float across = (0.33 - abs(fract(slot) - 0.5)) * (kPi / bars) * at.r;
  float along = min(at.out_by - 0.014, 0.020 + 0.26 * sound.r - at.out_by);
  float bar = clamp(min(across, along) * RENDERSIZE.y + 0.5, 0.0, 1.0);

  vec3 tint = tint_at(at);
  vec3 color = IMG_THIS_NORM_PIXEL(soft).rgb;
  color *= color;
  color += tint * (bar * (0.55 + 3.0 * max(at.out_by, 0.0) + 0.6 * flash));
  float line = (0.0011 + 0.0009 * flash) * (1.0 + bass + bass * bass);
  color += (0.7 * tint + 0.3) * (line / (0.0012 + abs(beyond_wave(at, sound.b))));
  color = color / (0.72 + 0.42 * color);
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  gl_FragColor = vec4(color + (grain - 0.5) * (1.0 / 255.0), 1.0);
}
