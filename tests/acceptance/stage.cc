#include "tests/acceptance/stage.h"

#include <sstream>

namespace reprise::acceptance {
namespace {

constexpr std::string_view kFlash = R"(/*{"ISFVSN": "2", "INPUTS": [
  {"NAME": "level", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "peak"}]}*/
void main() { gl_FragColor = vec4(vec3(level), 1.0); }
)";

constexpr std::string_view kSweep = R"(/*{"ISFVSN": "2", "INPUTS": [
  {"NAME": "bass", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "bass"}]}*/
void main() {
  vec2 p = isf_FragNormCoord;
  float x = fract(p.x + 0.37 * TIME);
  gl_FragColor = vec4(x, p.y * (0.3 + 0.7 * bass), fract(9.0 * p.x * p.y - TIME), 1.0);
}
)";

constexpr std::string_view kDice = R"(/*{"ISFVSN": "2", "INPUTS": [
  {"NAME": "pick", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "seed"}]}*/
void main() { gl_FragColor = vec4(pick, fract(7.0 * pick), isf_FragNormCoord.x, 1.0); }
)";

constexpr std::string_view kTrail = R"(/*{"ISFVSN": "2", "INPUTS": [
  {"NAME": "level", "TYPE": "float", "MIN": 0, "MAX": 1, "DEFAULT": 0, "ROLE": "peak"}],
  "PASSES": [{"TARGET": "past", "PERSISTENT": true}]}*/
void main() {
  vec4 old = IMG_NORM_PIXEL(past, isf_FragNormCoord - vec2(0.02, 0.0));
  float spot = step(isf_FragNormCoord.x, 0.1) * level;
  gl_FragColor = vec4(max(0.97 * old.rgb, vec3(spot, 0.5 * spot, fract(TIME))), 1.0);
}
)";

constexpr std::string_view kShow = R"({
  "name": "by turns", "seed": 1,
  "policy": {"mode": "time", "interval": 0.5, "jitter": 0.3, "transition": 0.2},
  "scenes": [
    {"name": "one", "layers": [{"preset": "sweep", "mappings": [
      {"feature": "bass", "input": "bass", "low": 0.3, "high": 0.9}]}]},
    {"name": "two", "layers": [{"preset": "dice"}]}
  ]
})";

Outcome checked(Outcome outcome) {
  EXPECT_EQ(outcome.code, 0) << outcome;
  return outcome;
}

Arguments joined(Arguments first, const Arguments& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

Json parsed(std::string_view text) {
  auto json = parse_json(text);
  if (!json) {
    ADD_FAILURE() << json.error().message << " in: " << text.substr(0, 400);
    return {};
  }
  return *std::move(json);
}

}  // namespace

Stage::Stage() {
  std::filesystem::create_directory(at("presets"));
  write_file(at("presets/flash.fs"), kFlash);
  write_file(at("presets/sweep.fs"), kSweep);
  write_file(at("presets/dice.fs"), kDice);
  write_file(at("presets/trail.fs"), kTrail);
  write_file(at("show.json"), kShow);
}

Outcome Stage::run(const Arguments& arguments) const {
  return run(arguments, Launch{});
}

Outcome Stage::run(const Arguments& arguments, Launch launch) const {
  launch.folder = folder_.path();
  return acceptance::run(arguments, launch);
}

Outcome Stage::shell(const std::string& command) const {
  return run({"sh", "-c", command});
}

void Stage::write_sound(std::string_view wav, const Sound& sound) const {
  write_wav(at(wav), sound);
}

void Stage::record(std::string_view song, std::string_view take, const Arguments& more) const {
  checked(run(joined({"reprise-record", std::string(song), "-o", std::string(take), "-q",
                      "--preset-path", "presets"},
                     more)));
}

Outcome Stage::replay(std::string_view take, std::string_view output, const Arguments& more) const {
  return checked(run(joined({"reprise-replay", std::string(take), "-o", std::string(output), "-q",
                             "--preset-path", "presets", "--gl", "portable"},
                            more)));
}

void Stage::ffmpeg(const Arguments& arguments) const {
  checked(run(joined({"ffmpeg", "-nostdin", "-y", "-v", "error"}, arguments)));
}

Json Stage::json_of(const Outcome& outcome) {
  return parsed(outcome.out);
}

Json Stage::json_file(std::string_view name) const {
  EXPECT_TRUE(exists(name)) << name;
  return parsed(read_file(at(name)));
}

std::vector<std::string> Stage::hashes(std::string_view video) const {
  auto lines = lines_of(checked(run({"reprise-inspect", "hash", std::string(video), "-q"})).out);
  for (std::string& line : lines) {
    line.erase(0, line.find(' ') + 1);
  }
  return lines;
}

std::string Stage::checksum(std::string_view file) const {
  return checked(run({"sha256sum", std::string(file)})).out.substr(0, 64);
}

std::string Stage::probe(std::string_view file, std::string_view stream,
                         std::string_view entry) const {
  const Outcome outcome =
      run({"ffprobe", "-v", "error", "-select_streams", std::string(stream), "-show_entries",
           std::string(entry), "-of", "default=nw=1:nk=1", std::string(file)});
  const auto lines = lines_of(checked(outcome).out);
  return lines.empty() ? "" : lines.front();
}

Arguments small_take() {
  return {"-s", "64x36", "--fps", "30", "--preset", "sweep"};
}

std::vector<std::string> lines_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace reprise::acceptance
