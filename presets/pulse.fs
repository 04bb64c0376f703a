/*{
  "ISFVSN": "2",
  "DESCRIPTION": "A kaleidoscope to fall into: nested crystals of neon lines come nearer without end. Bass thickens and bends them, onsets send a ring through, the tone of the music shifts the colours.",
  "CREDIT": "Reprise",
  "CATEGORIES": ["Generator", "Geometry"],
  "INPUTS": [
    {"NAME": "bass", "LABEL": "Bass: swell", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "bass"},
    {"NAME": "peak", "LABEL": "Peak: brightness", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "peak"},
    {"NAME": "hit", "LABEL": "Onset: ring", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "onset"},
    {"NAME": "mid", "LABEL": "Mids: fold", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "mid"},
    {"NAME": "tone", "LABEL": "Tone: colour drift", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.5, "ROLE": "centroid"},
    {"NAME": "hue", "LABEL": "Hue", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "hue"},
    {"NAME": "speed", "LABEL": "Speed", "TYPE": "float", "MIN": 0, "MAX": 0.3, "DEFAULT": 0.09},
    {"NAME": "seed", "LABEL": "Seed", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0.2, "ROLE": "seed"}
  ],
  "PASSES": [
    {"TARGET": "lines", "WIDTH": "$WIDTH / 2", "HEIGHT": "$HEIGHT / 2"},
    {}
  ]
}*/

const int kLayers = 3;
const int kFolds = 3;

flat varying mat2 spin;
flat varying mat2 turn;
flat varying vec2 shift;
flat varying vec3 depths[kLayers];
flat varying float colors;

vec3 palette(float x) {
  vec3 h = fract(x + vec3(0.27, 0.61, 0.93)) * 2.0 - 1.0;
  return 0.5 + 2.0 * h * (abs(h) - 1.0);
}

// Six mirrors through the middle.
vec2 mirrored(vec2 p) {
  p = abs(p);
  const vec2 kNormal = vec2(-0.5, 0.8660254);
  p -= 2.0 * max(dot(p, kNormal), 0.0) * kNormal;
  return p;
}

vec3 crystals() {
  vec2 p = (gl_FragCoord.xy - 0.5 * RENDERSIZE) / RENDERSIZE.y;
  float r2 = dot(p, p);
  // Seen through a lens that bass presses in.
  p *= 1.0 + (0.5 * bass - 0.15) * (r2 - 0.15);
  p = mirrored(spin * p);
  float width = 0.0035 + 0.0060 * bass * bass;
  float glow = 0.006 + 0.010 * peak;
  vec3 sum = vec3(0.0);
  for (int layer = 0; layer < kLayers; ++layer) {
    float phase = depths[layer].x;
    vec2 q = p * depths[layer].y;
    float size = depths[layer].z;
    float line = 10.0;
    float trap = 10.0;
    for (int fold = 0; fold < kFolds; ++fold) {
      q = turn * (abs(q) - shift);
      line = min(line, abs(q.x) * size);
      trap = min(trap, dot(q, q));
      q *= 1.55;
      size *= 1.0 / 1.55;
    }
    float fade = phase * (1.0 - phase) * 4.0;
    // A bright core in a wide glow.
    float light = width / (0.0022 + line) + glow / (0.03 + line) - 0.10;
    vec3 tint = palette(colors + 0.30 * phase + 0.35 * trap);
    sum += tint * (fade * fade * max(light, 0.0) * (0.7 + 0.9 * peak));
    sum += tint * (fade * 0.034 / (0.09 + trap));
  }
  float away = abs(sqrt(r2) - 0.9 * (1.0 - hit));
  sum += palette(colors + 0.6) * (hit * max(0.02 / (0.02 + away) - 0.12, 0.0));
  return sum;
}

void main() {
  if (PASSINDEX == 0) {
    vec3 color = crystals();
    vec2 corner = isf_FragNormCoord - 0.5;
    color *= (1.32 - 1.38 * dot(corner, corner)) / (1.0 + color);
    gl_FragColor = vec4(sqrt(color), 1.0);
    return;
  }
  vec3 color = IMG_THIS_NORM_PIXEL(lines).rgb;
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  gl_FragColor = vec4(color * color + (grain - 0.5) * (1.0 / 255.0), 1.0);
}
