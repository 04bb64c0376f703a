/*{
  "ISFVSN": "2",
  "DESCRIPTION": "A flower of fire whose light drifts outwards as glowing smoke: each beat becomes a ring that grows, curls and fades. Bass feeds the flames, onsets make them flare, treble lets embers rise.",
  "CREDIT": "Reprise",
  "CATEGORIES": ["Generator", "Feedback"],
  "INPUTS": [
    {"NAME": "bass", "LABEL": "Bass: fire", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "bass"},
    {"NAME": "energy", "LABEL": "Energy: length of trails", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "energy"},
    {"NAME": "spark", "LABEL": "Onset: flare", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.2, "ROLE": "onset"},
    {"NAME": "treble", "LABEL": "Treble: embers", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "treble"},
    {"NAME": "tone", "LABEL": "Tone: colour drift", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "centroid"},
    {"NAME": "hue", "LABEL": "Hue", "TYPE": "float", "MIN": -0.10, "MAX": 0.05, "DEFAULT": 0, "ROLE": "hue"},
    {"NAME": "seed", "LABEL": "Seed", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.6, "ROLE": "seed"}
  ],
  "PASSES": [
    {"TARGET": "smoke", "WIDTH": "$WIDTH / 3", "HEIGHT": "$HEIGHT / 3", "PERSISTENT": true, "FLOAT": true},
    {"TARGET": "halo", "WIDTH": "$WIDTH / 12", "HEIGHT": "$HEIGHT / 12"},
    {"TARGET": "picture", "WIDTH": "$WIDTH / 2", "HEIGHT": "$HEIGHT / 2"},
    {}
  ]
}*/

flat varying mat3 hue_turn;
flat varying mat2 drift;
flat varying vec3 tint;
flat varying vec3 keep;

// A sine of period 1 made of parabolas.
float wave(float x) {
  x = fract(x) * 2.0 - 1.0;
  return 4.0 * x * (abs(x) - 1.0);
}

float hash(vec2 p) {
  p = fract(p * vec2(0.1031, 0.1130));
  p += dot(p, p.yx + 33.33);
  return fract((p.x + p.y) * p.y * 53.0);
}

// From the middle, in heights of the picture.
vec2 place() {
  return (isf_FragNormCoord - 0.5) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
}

// What was there before, carried outwards by a slow wind, dimmer and redder.
vec3 drifted(vec2 p) {
  float t = TIME * 0.05;
  vec2 wind = vec2(wave(p.y * 0.9 + t + seed) + 0.5 * wave(p.y * 2.3 - t * 1.7 + p.x * 0.4),
                   wave(p.x * 0.8 - t * 0.8) + 0.5 * wave(p.x * 2.1 + t * 1.3 - p.y * 0.5));
  wind += 0.3 * vec2(wave(p.y * 5.3 + t * 3.1), wave(p.x * 4.7 - t * 2.7));
  vec2 from = drift * p + wind * (0.0012 + 0.0030 * dot(p, p));
  return IMG_NORM_PIXEL(smoke, from * vec2(RENDERSIZE.y / RENDERSIZE.x, 1.0) + 0.5).rgb * keep - 0.0006;
}

// A quick arc tangent: 0 .. 1 for half a turn, the same on both sides; off by under 0.2 degrees.
float half_turn(vec2 p) {
  p = vec2(p.x, abs(p.y));
  float low = min(abs(p.x), p.y);
  float high = max(abs(p.x), p.y) + 1e-6;
  float q = low / high;
  float a = q * (0.25 + 0.0853 * (1.0 - q) * (1.0 + 0.09 * q));
  a = p.y > abs(p.x) ? 0.5 - a : a;
  return p.x < 0.0 ? 1.0 - a : a;
}

// A closed line around the middle whose petals open and close.
vec3 flames(vec2 p) {
  float turn = half_turn(p.yx);
  float r = length(p);
  float t = TIME * 0.1;
  float petals = 0.6 * wave(turn * 2.5 + 0.25 + t) + 0.4 * wave(turn * 5.5 - t * 1.7 + seed);
  float edge = 0.085 + 0.05 * bass + 0.03 * spark + (0.022 + 0.035 * spark) * petals;
  float lick = 0.7 + 0.3 * wave(turn * 12.0 + r * 9.0 - t * 9.0);
  float d = r - edge;
  float line = 0.00006 / (0.00005 + d * d);
  return tint * (lick * max(line - 0.03, 0.0)) + tint * tint * (0.0020 / (0.003 + r * r));
}

// Small points that rise through the picture, each swaying in its own column.
float embers(vec2 p) {
  vec2 cell = vec2(p.x * 15.0, p.y * 9.0 - TIME * 0.9);
  float column = floor(cell.x);
  cell.y += 7.0 * fract(column * 0.618);
  float h = hash(vec2(column, floor(cell.y)));
  vec2 at = vec2(0.5 + 0.3 * wave(TIME * (0.1 + 0.2 * h) + h * 7.0), 0.2 + 0.6 * fract(h * 17.0));
  vec2 d = (fract(cell) - at) * vec2(0.6, 1.0);
  float alive = max(h - 0.55, 0.0);
  return alive * alive * max(0.006 / (0.0012 + dot(d, d)) - 0.25, 0.0);
}

void main() {
  vec2 p = place();
  if (PASSINDEX == 0) {
    gl_FragColor = vec4(clamp(max(drifted(p), flames(p)), 0.0, 4.0), 1.0);
    return;
  }
  if (PASSINDEX == 1) {
    vec2 step = 1.6 / RENDERSIZE;
    vec3 sum = vec3(0.0);
    for (int y = -1; y <= 1; ++y) {
      for (int x = -1; x <= 1; ++x) {
        sum += IMG_NORM_PIXEL(smoke, isf_FragNormCoord + step * vec2(x, y)).rgb;
      }
    }
    gl_FragColor = vec4(sqrt(sum / 36.0), 1.0);
    return;
  }
  if (PASSINDEX == 2) {
    vec3 color = IMG_THIS_NORM_PIXEL(smoke).rgb;
    vec3 soft = IMG_THIS_NORM_PIXEL(halo).rgb;
    color += soft * soft * 4.0 * (0.25 + 0.35 * spark);
    color = max(hue_turn * color, 0.0);
    color += vec3(0.014, 0.006, 0.026) * (1.2 - length(p));
    color *= 1.27 / (0.40 + color);
    vec3 warm = vec3(1.0, 0.62, 0.30) + 0.6 * sqrt(color);
    color += warm * (embers(p) * (0.3 + 0.9 * treble + 0.8 * spark));
    vec2 corner = isf_FragNormCoord - 0.5;
    gl_FragColor = vec4(sqrt(color * (1.08 - 0.8 * dot(corner, corner))), 1.0);
    return;
  }
  vec3 color = IMG_THIS_NORM_PIXEL(picture).rgb;
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  gl_FragColor = vec4(color * color + (grain - 0.5) * (1.0 / 255.0), 1.0);
}
