/*{
  "ISFVSN": "2",
  "DESCRIPTION": "Northern lights over a mountain lake. Bass sways the curtains, onsets light their hems, treble makes the stars twinkle, the tone of the music shifts the colours.",
  "CREDIT": "Reprise",
  "CATEGORIES": ["Generator", "Landscape"],
  "INPUTS": [
    {"NAME": "bass", "LABEL": "Bass: sway", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.6, "ROLE": "bass"},
    {"NAME": "energy", "LABEL": "Energy: brightness", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.6, "ROLE": "energy"},
    {"NAME": "treble", "LABEL": "Treble: stars", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.4, "ROLE": "treble"},
    {"NAME": "glint", "LABEL": "Onset: glint", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "onset"},
    {"NAME": "tone", "LABEL": "Tone: colour drift", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "centroid"},
    {"NAME": "hue", "LABEL": "Hue", "TYPE": "float", "MIN": -0.2, "MAX": 0.3, "DEFAULT": 0, "ROLE": "hue"},
    {"NAME": "seed", "LABEL": "Seed", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.37, "ROLE": "seed"}
  ],
  "PASSES": [
    {"TARGET": "rough", "WIDTH": "$WIDTH / 5", "HEIGHT": "$HEIGHT / 7"},
    {"TARGET": "sky", "WIDTH": "$WIDTH / 5", "HEIGHT": "$HEIGHT / 7"},
    {"TARGET": "scenery", "WIDTH": "$WIDTH / 2.5", "HEIGHT": "$HEIGHT / 2.5"},
    {}
  ]
}*/

const float kHorizon = 0.25;  // height of the water line in the picture
const int kSteps = 12;

// A sine of period 1 made of parabolas: five operations instead of a series.
float wave(float x) {
  x = fract(x) * 2.0 - 1.0;
  return 4.0 * x * (1.0 - abs(x));
}

float hash(vec2 p) {
  p = fract(p * vec2(0.1031, 0.1130));
  p += dot(p, p.yx + 33.33);
  return fract((p.x + p.y) * p.y * 53.0);
}

// Rotates a colour around the grey axis; turn = 1 is full circle.
vec3 turn_hue(vec3 c, float turn) {
  float a = 6.2831853 * turn;
  float s = sin(a) * 0.57735027;
  float k = cos(a);
  vec3 axis = vec3(dot(c, vec3(0.33333333)) * (1.0 - k));
  return max(c * k + (c.zxy - c.yzx) * s + axis, 0.0);
}

// Light of the curtain at a place seen from above: bands along wandering lines, rays across them.
// What is far away is seen at a flat angle: its bands widen and its finest rays vanish.
float density(vec2 p, float sway, float far) {
  float t = TIME;
  p.y += sway * wave(p.x * 0.055 + t * 0.021) + 0.7 * wave(p.x * 0.17 - t * 0.033 + seed);
  p.x += 0.9 * wave(p.y * 0.09 + t * 0.017);
  float line = wave(p.y * 0.085 + seed * 7.0 + 0.12 * wave(p.x * 0.061 - t * 0.013));
  float band = 1.0 / (1.0 + line * line * (150.0 / (1.0 + 0.22 * far)));
  float fine = 1.0 / (1.0 + 0.06 * far);
  float rays = 0.42 + 0.24 * wave(p.x * 0.71 + t * 0.09) + 0.20 * wave(p.x * 1.93 - t * 0.15);
  rays += fine * (0.18 * wave(p.x * 4.7 + t * 0.22) + 0.10 * wave(p.x * 9.1 - t * 0.31));
  float patches = 0.6 + 0.4 * wave(p.x * 0.047 + p.y * 0.031 - t * 0.025 + seed * 3.0);
  return band * max(rays, 0.0) * patches;
}

// The sky above the horizon; as a square root, which keeps 8 bits smooth in the dark. Its rows lie
// at the square root of the height, closer where the curtains are far away.
vec3 curtain_light() {
  vec2 uv = isf_FragNormCoord;
  vec3 ray = vec3((uv.x - 0.5) * 1.9, 0.12 + uv.y * uv.y * 0.80, 1.0);
  vec2 slope = ray.xz / ray.y;
  float far = slope.y * slope.y;
  float sway = 0.7 + 1.6 * bass;
  vec3 low = vec3(0.03, 1.00, 0.40);
  vec3 high = vec3(0.62, 0.05, 1.00);
  vec3 hem = mix(vec3(0.30, 0.60, 0.45), vec3(3.4, 0.25, 1.5), glint);
  // Of four neighbours each starts at another height; the next pass takes their mean.
  vec2 odd = mod(floor(gl_FragCoord.xy), 2.0);
  float start = 0.5 * odd.y + 0.25 * abs(odd.x - odd.y) + 0.125;
  vec3 sum = vec3(0.0);
  for (int i = 0; i < kSteps; ++i) {
    float k = (float(i) + start) * (1.0 / float(kSteps));
    vec3 tint = mix(low * (1.0 - k), high, smoothstep(0.05, 0.8, k)) * (1.0 - k);
    tint = mix(tint, hem, max(0.0, 0.9 - 6.0 * k));
    sum += tint * density(slope * (2.6 + 2.3 * k), sway, far);
  }
  sum *= (15.0 / float(kSteps)) * (0.3 + 0.6 * energy + 0.45 * bass) / (1.0 + 0.01 * far);
  return sqrt(0.25 * turn_hue(sum, hue + 0.16 * (tone - 0.5) + 0.05 * wave(TIME * 0.01)));
}

// The skyline of the far mountains.
float far_ridge(float x) {
  float h = wave(x * 0.31 + seed) * 0.5 + wave(x * 1.03 + 0.3) * 0.25;
  h += abs(fract(x * 4.3) - 0.5) * 0.28 + abs(fract(x * 11.7) - 0.5) * 0.10;
  return 0.085 + 0.055 * h;
}

// Of the dark shore before them.
float near_ridge(float x, float side) {
  float rough = 0.30 + 0.55 * wave(x * 0.41 + 0.55) + abs(fract(x * 2.9) - 0.5) * 0.30;
  return (0.05 + 0.4 * side * side) * rough;
}

// The sky as it is seen: curtains, dusk, far mountains in their haze, exposed; again as a square
// root. Alpha: the near shore.
vec4 sky_color() {
  // Between four pixels the filter gives their mean.
  vec2 half_step = 0.5 / RENDERSIZE;
  vec2 across = vec2(half_step.x, -half_step.y);
  vec2 uv = isf_FragNormCoord;
  vec3 mean = IMG_NORM_PIXEL(rough, uv + half_step).rgb + IMG_NORM_PIXEL(rough, uv - half_step).rgb;
  mean += IMG_NORM_PIXEL(rough, uv + across).rgb + IMG_NORM_PIXEL(rough, uv - across).rgb;
  float height = uv.y * uv.y;
  float dusk = (1.0 - height) * (1.0 - height);
  vec3 color = 0.25 * mean * mean + vec3(0.008, 0.014, 0.050);
  color += vec3(0.016, 0.070, 0.120) * (dusk * dusk);
  float x = uv.x * RENDERSIZE.x / RENDERSIZE.y * (5.0 / 7.0);
  float row = 2.0 * uv.y / RENDERSIZE.y;
  float mountain = clamp(0.5 + (far_ridge(x * 1.3 + 4.0) - height) / row, 0.0, 0.93);
  color = mix(color, vec3(0.014, 0.042, 0.075), mountain);
  vec2 corner = vec2(uv.x - 0.5, height * (1.0 - kHorizon) + kHorizon - 0.5);
  color *= 1.1 - 0.7 * dot(corner, corner);
  return vec4(sqrt(color * 1.3 / (0.55 + color)), 5.0 * near_ridge(x, uv.x - 0.55));
}

// Few bright and many faint ones, each at its own place in a cell of a grid.
float stars(vec2 at) {
  vec2 cell = at * vec2(80.0, 45.0);
  vec2 corner = floor(cell);
  float h = fract(dot(corner, vec2(0.1031, 0.3973)));
  float k = fract(h * (h * 57.31 + 131.7));
  vec2 off = cell - corner - 0.15 - 0.7 * vec2(h, fract(k * 37.3));
  float bright = max(0.0, k - 0.55);
  bright *= bright * (1.0 + (0.25 + 0.7 * treble) * wave(TIME * (0.2 + 0.5 * k) + h * 97.0));
  return bright * max(0.0, 0.014 / (0.003 + dot(off, off)) - 0.44);
}

// The whole picture but for the stars, as a square root. Alpha: how well stars are seen there.
vec4 landscape(vec2 uv) {
  float below = max(kHorizon - uv.y, 0.0) * (1.0 / kHorizon);  // 0 at the shore, 1 at our feet
  float above = (uv.y - kHorizon) * (1.0 / (1.0 - kHorizon));
  // The lake shows the lower sky upside down; its ripples grow with nearness.
  float water = step(above, 0.0);
  float ripple = below * wave(4.0 / (0.12 + below) + uv.x * below * 2.0 + TIME * 0.17);
  vec2 at = vec2(uv.x + ripple * 0.005 * (1.0 + bass),
                 max(max(above, below * 0.6) + 0.007 * ripple, 0.0));
  vec4 seen = IMG_NORM_PIXEL(sky, vec2(at.x, sqrt(at.y)));
  float shore = 0.5 + (0.2 * seen.a - at.y) * (RENDERSIZE.y * (0.75 - 0.45 * water));
  float light = 1.0 - clamp(shore, 0.0, 0.96);
  float clear = clamp(at.y * 10.0 - 1.0, 0.0, 1.0 - water);
  return vec4(seen.rgb * sqrt(light * (1.0 - 0.4 * water)), clear * light);
}

void main() {
  if (PASSINDEX == 0) {
    gl_FragColor = vec4(curtain_light(), 1.0);
    return;
  }
  if (PASSINDEX == 1) {
    gl_FragColor = sky_color();
    return;
  }
  vec2 uv = isf_FragNormCoord;
  if (PASSINDEX == 2) {
    gl_FragColor = landscape(uv);
    return;
  }
  vec4 seen = IMG_THIS_NORM_PIXEL(scenery);
  // Low stars drown in the haze and stand behind the mountains.
  vec3 color = seen.rgb * seen.rgb + stars(uv) * seen.a;
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  gl_FragColor = vec4(color + (grain - 0.5) * (1.0 / 255.0), 1.0);
}
