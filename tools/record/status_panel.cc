#include "tools/record/status_panel.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/time.h"
#include "tools/common/wording.h"
#include "tools/record/live_keys.h"

namespace reprise::tools {
namespace {

constexpr TextColor kBright{240, 240, 240};
constexpr TextColor kDim{165, 165, 165};
constexpr TextColor kRed{240, 70, 60};
constexpr TextColor kAmber{245, 190, 70};
constexpr TextColor kBlue{140, 190, 245};
constexpr TextColor kGrey{110, 110, 110};
constexpr double kSoonFull = 600;  // s
constexpr std::size_t kKeyColumn = 17;
constexpr int kSmallest = 12;
constexpr int kSmallestOfMany = 7;
constexpr int kLargest = 40;

TextColor lamp_color(LiveStatus::State state) {
  switch (state) {
    case LiveStatus::State::kRecording:
      return kRed;
    case LiveStatus::State::kPaused:
      return kAmber;
    case LiveStatus::State::kArmed:
      break;
  }
  return kGrey;
}

void add_take(const LiveStatus& status, TextLine& line) {
  if (status.state == LiveStatus::State::kArmed) {
    return;
  }
  line.push_back({.text = "  " + status.take + " " + size_text(status.bytes), .color = kDim});
  if (status.disk_seconds) {
    const bool soon = *status.disk_seconds < kSoonFull;
    line.push_back(
        {.text = "  disk " + rough_time(*status.disk_seconds), .color = soon ? kAmber : kDim});
  }
}

void add_losses(const LiveStatus& status, TextLine& line) {
  if (status.fps > 0) {
    line.push_back({.text = formatted("  %3.0f fps", status.fps), .color = kDim});
    line.push_back({.text = formatted("  %lld late", static_cast<long long>(status.late)),
                    .color = status.late > 0 ? kAmber : kDim});
    line.push_back({.text = formatted("  %lld dropped", static_cast<long long>(status.dropped)),
                    .color = status.dropped > 0 ? kAmber : kDim});
  }
  for (const LiveLoss& loss : losses_of(status)) {
    line.push_back({.text = "  " + loss.text, .color = loss.is_gone ? kRed : kAmber});
  }
}

}  // namespace

std::vector<TextLine> status_panel(const LiveStatus& status) {
  std::vector<TextLine> lines;
  if (!status.warning.empty()) {
    lines.push_back({{.text = "! " + status.warning, .color = kAmber}});
  }
  TextLine& line = lines.emplace_back();
  line.push_back({.color = lamp_color(status.state), .kind = TextSpan::Kind::kLamp});
  line.push_back({.text = " " + std::string(state_word(status.state)), .color = kBright});
  if (status.state != LiveStatus::State::kArmed) {
    line.push_back({.text = " " + clock_text(status.seconds), .color = kBright});
  }
  line.push_back({.text = "  "});
  line.push_back({.kind = TextSpan::Kind::kMeter, .level = meter_share(status.level_db)});
  line.push_back({.text = formatted(" %3.0f dB", std::max(status.level_db, -99.0)), .color = kDim});
  add_losses(status, line);
  add_take(status, line);
  for (const std::string* part : {&status.scene, &status.selection}) {
    if (!part->empty()) {
      line.push_back({.text = "  " + *part, .color = kBlue});
    }
  }
  return lines;
}

std::vector<TextLine> help_panel() {
  std::vector<TextLine> lines;
  for (const std::string& row : split(live_keys_text(), '\n')) {
    if (row.size() > kKeyColumn) {
      lines.push_back({{.text = row.substr(0, kKeyColumn), .color = kBlue},
                       {.text = row.substr(kKeyColumn) + "  ", .color = kBright}});
    }
  }
  return lines;
}

int letter_height(ImageSize window, std::size_t lines) {
  const int usual =
      std::clamp(std::min(window.height / 45, window.width / 80), kSmallest, kLargest);
  const auto most = static_cast<int>(window.height * 0.74 / static_cast<double>(lines + 1));
  return std::clamp(most, kSmallestOfMany, usual);
}

}  // namespace reprise::tools
