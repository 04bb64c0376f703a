#include "tools/record/live_status.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr double kFloorDb = -100;
constexpr std::size_t kMeterWidth = 10;
constexpr long long kManyHours = 24LL * 3600;  // whose minutes are nobody's concern
constexpr double kMeterBottomDb = -50;

std::string meter(double db) {
  const auto lit = static_cast<std::size_t>(std::lround(meter_share(db) * kMeterWidth));
  return "[" + std::string(lit, '#') + std::string(kMeterWidth - lit, ' ') + "]";
}

// At most so many bytes, and no letter of UTF-8 in two.
std::string cut(const std::string& line, std::size_t width) {
  const auto inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80;
  };
  while (width > 0 && width < line.size() && inside(width)) {
    --width;
  }
  return line.substr(0, width);
}

}  // namespace

std::string_view state_word(LiveStatus::State state) {
  switch (state) {
    case LiveStatus::State::kRecording:
      return "REC";
    case LiveStatus::State::kPaused:
      return "PAUSED";
    case LiveStatus::State::kArmed:
      break;
  }
  return "ARMED";
}

std::string clock_text(double seconds) {
  const auto tenths = static_cast<long long>(seconds * 10);
  return formatted("%lld:%02lld.%lld", tenths / 600, tenths / 10 % 60, tenths % 10);
}

std::string size_text(std::int64_t bytes) {
  return formatted("%.1f MiB", static_cast<double>(bytes) / (1 << 20));
}

double meter_share(double db) {
  return std::clamp(1 - db / kMeterBottomDb, 0.0, 1.0);
}

void LevelMeter::add(const PcmView& pcm) {
  std::int32_t loudest = 0;
  for (const std::int32_t sample : pcm.samples) {
    loudest = std::max(loudest, sample < 0 ? -(sample + 1) : sample);
  }
  const double full = std::ldexp(1.0, pcm.format.bits - 1);
  peak_ = std::max(peak_, static_cast<double>(loudest) / full);
  const bool silent =
      std::ranges::all_of(pcm.samples, [](std::int32_t sample) { return sample == 0; });
  silent_seconds_ =
      silent ? silent_seconds_ + seconds_of(SampleIndex{pcm.frames()}, pcm.format.sample_rate) : 0;
}

double LevelMeter::take() {
  const double db = peak_ > 0 ? std::max(kFloorDb, 20 * std::log10(peak_)) : kFloorDb;
  peak_ = 0;
  return db;
}

std::string rough_time(double seconds) {
  const auto whole = static_cast<long long>(seconds);
  if (whole >= kManyHours) {
    return formatted("%lld h", whole / 3600);
  }
  if (whole >= 3600) {
    return formatted("%lld h %lld min", whole / 3600, whole / 60 % 60);
  }
  return whole >= 60 ? formatted("%lld min", whole / 60) : formatted("%lld s", whole);
}

std::vector<LiveLoss> losses_of(const LiveStatus& status) {
  std::vector<LiveLoss> losses;
  if (status.lost_samples > 0) {
    const double seconds = seconds_of(SampleIndex{status.lost_samples}, status.sample_rate);
    losses.push_back({formatted("%.2f s of sound lost", seconds)});
  }
  if (status.unwritten > 0) {
    losses.push_back({formatted("%lld records lost", static_cast<long long>(status.unwritten))});
  }
  if (status.clipped_samples > 0) {
    losses.push_back(
        {formatted("%lld clipped", static_cast<long long>(status.clipped_samples)), false});
  }
  return losses;
}

std::string status_line(const LiveStatus& status, std::size_t width) {
  std::string line(state_word(status.state));
  if (status.state != LiveStatus::State::kArmed) {
    line += " " + clock_text(status.seconds);
  }
  if (!status.warning.empty()) {
    line += "  ! " + status.warning;
  }
  line +=
      formatted("  %4.0f dB ", std::max(status.level_db, kFloorDb + 1)) + meter(status.level_db);
  if (status.fps > 0) {
    line += formatted("  %.0f fps, %lld late, %lld dropped", status.fps,
                      static_cast<long long>(status.late), static_cast<long long>(status.dropped));
  }
  for (const LiveLoss& loss : losses_of(status)) {
    line += "  " + loss.text;
  }
  if (status.state != LiveStatus::State::kArmed) {
    line += "  " + status.take + " " + size_text(status.bytes);
    if (status.disk_seconds) {
      line += ", disk " + rough_time(*status.disk_seconds);
    }
  }
  for (const std::string* part : {&status.scene, &status.selection}) {
    line += part->empty() ? "" : "  " + *part;
  }
  return cut(line, width);
}

}  // namespace reprise::tools
