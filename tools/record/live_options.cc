#include "tools/record/live_options.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

// Indexed by SampleFormat.
constexpr std::array<std::string_view, 4> kFormatNames{"s16", "s24", "s32", "f32"};

// Indexed by render::GlMode.
constexpr std::array<std::string_view, 2> kGlModes{"portable", "native"};

constexpr std::int64_t kSmallestPart = 1 << 20;  // a take's presets alone may take a tenth of it

// Options that say nothing without --live.
constexpr auto kLiveOnly = std::to_array<std::string_view>(
    {"--device", "--input", "--rate", "--channels", "--format", "--headless", "--arm",
     "--fullscreen", "--display", "--gl", "--fixed-quality", "--hash", "--preroll", "--split",
     "--max-disk", "--fallback"});

// "every=60", as requirements and scripts have it, or "60".
Result<std::int64_t> parse_hash_every(std::string_view text) {
  const std::string_view digits = text.starts_with("every=") ? text.substr(6) : text;
  std::int64_t count = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count);
  if (stop != end || error != std::errc() || count < 1) {
    return fail(ErrorCode::kUsage, "'" + std::string(text) + "' is no number of frames",
                "every=60, for one frame a second of 60");
  }
  return count;
}

bool is_byte_count(std::string_view text) {
  return !text.empty() && (text.back() == 'K' || text.back() == 'M' || text.back() == 'G');
}

Status parse_split(const std::string& text, LiveOptions& options) {
  if (is_byte_count(text)) {
    TRY_ASSIGN(options.split_bytes, parse_byte_count(text));
    if (*options.split_bytes < kSmallestPart) {
      return fail(ErrorCode::kUsage, "--split: takes of less than 1 MiB");
    }
    return {};
  }
  TRY_ASSIGN(options.split_time, parse_length(text));
  return {};
}

}  // namespace

void add_live_options(CommandLine& line, LiveOptions& o) {
  line.group("Live");
  line.flag("--live", "record what is played now, with a window", o.live);
  line.flag("--list-devices", "print the devices that can be heard, and end", o.list_devices);
  line.option("--device", "NAME|INDEX", "what to listen to; 'monitor': what the system plays",
              o.device);
  line.option("--input", "FILE", "play this song through the speakers, and record that", o.played);
  line.option("--rate", "HZ", "sample rate, 44100 to 192000", o.sample_rate, 44100, 192000);
  line.option("--channels", "N", "channels, 1 to 8", o.channels, 1, 8);
  line.choice("--format", "samples of the device; all but s16 are recorded as 24 bit", kFormatNames,
              "s16", [&o](std::size_t index) { o.format = static_cast<SampleFormat>(index); });
  line.flag("--headless", "without a window", o.headless);
  line.flag("--fullscreen", "begin with a full screen", o.fullscreen);
  line.option("--display", "N", "the screen that the window opens on, from 0", o.display, 0, 63);
  line.flag("--arm", "start the first take with a key", o.armed);
  line.choice("--gl", "frames that every machine can prove, or the fastest GL", kGlModes, "native",
              [&o](std::size_t index) { o.gl = static_cast<render::GlMode>(index); });
  line.flag("--fixed-quality", "do not draw worse when frames are dropped", o.fixed_quality);
  line.value<std::int64_t>("--hash", "every=N", "hash every Nth frame that was shown", "",
                           parse_hash_every, o.hash_every);
  line.value<TimeValue>("--preroll", "TIME", "a take begins this long before its key, e.g. 30s", "",
                        parse_length, o.preroll);
  line.custom("--split", "TIME|BYTES", "begin another take after 30:00, or 2G", "",
              [&o](const std::string& text) { return parse_split(text, o); });
  line.value<std::int64_t>("--max-disk", "BYTES", "all takes of this run together, e.g. 20G", "",
                           parse_byte_count, o.most_bytes);
  line.option("--fallback", "DIR", "where takes go on when the disk is full or fails", o.fallback);
}

Status check_live_options(const CommandLine& line, const LiveOptions& o, const std::string& input) {
  if (!o.live) {
    for (const std::string_view name : kLiveOnly) {
      if (line.given(name)) {
        return fail(ErrorCode::kUsage, std::string(name) + " needs --live");
      }
    }
    return {};
  }
  if (!input.empty()) {
    return fail(ErrorCode::kUsage, "--live records no file, but '" + input + "' is given",
                "--live --input FILE plays it through the speakers, and records that");
  }
  if (line.given("--start-time")) {
    return fail(ErrorCode::kUsage, "--live excludes --start-time: it starts now");
  }
  std::error_code ignored;
  if (!o.fallback.empty() && !std::filesystem::is_directory(o.fallback, ignored)) {
    return fail(ErrorCode::kUsage, "--fallback: '" + o.fallback + "' is no folder",
                "mkdir -p " + shell_line(std::vector{o.fallback}));
  }
  if (!o.played.empty() && !o.device.empty()) {
    return fail(ErrorCode::kUsage, "--input excludes --device");
  }
  if (!o.played.empty() &&
      (line.given("--rate") || line.given("--channels") || line.given("--format"))) {
    return fail(ErrorCode::kUsage, "--input excludes --rate, --channels and --format",
                "the song has its own");
  }
  if (o.headless && (o.fullscreen || o.armed || line.given("--display"))) {
    return fail(ErrorCode::kUsage,
                "--headless excludes --fullscreen, --display and --arm: no window, no keys");
  }
  return {};
}

}  // namespace reprise::tools
