#include <algorithm>
#include <cmath>

#include "tools/common/progress.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

double per_second(const ProgressView& view) {
  const std::int64_t made = std::max<std::int64_t>(view.done - view.reused, 0);
  return view.elapsed > 0 ? static_cast<double>(made) / view.elapsed : 0;
}

double speed(const ProgressView& view) {
  return per_second(view) / view.fps.approximate();
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::clamp(seconds, 0.0, 360000.0)));
  const long long hours = whole / 3600;
  const long long minutes = whole / 60 % 60;
  return hours > 0 ? formatted("%lld:%02lld:%02lld", hours, minutes, whole % 60)
                   : formatted("%lld:%02lld", minutes, whole % 60);
}

constexpr double kMebibyte = 1 << 20;

std::string byte_figures(const ProgressView& view) {
  std::string out = formatted("%.1f", static_cast<double>(view.done) / kMebibyte);
  if (view.total > 0) {
    out += formatted("/%.1f", static_cast<double>(view.total) / kMebibyte);
  }
  out += " MiB";
  const double rate = per_second(view);
  if (rate > 0) {
    out += formatted("  %.1f MiB/s", rate / kMebibyte);
  }
  if (rate > 0 && view.total > view.done) {
    out += "  ETA " + clock_text(static_cast<double>(view.total - view.done) / rate);
  }
  return out;
}

std::string figures(const ProgressView& view) {
  if (view.unit == ProgressView::Unit::kBytes) {
    return byte_figures(view);
  }
  std::string out = std::to_string(view.done);
  if (view.total > 0) {
    out += "/" + std::to_string(view.total);
  }
  const double fps = per_second(view);
  if (fps > 0) {
    out += formatted("  %.1f fps  %.2fx", fps, speed(view));
  }
  if (fps > 0 && view.total > view.done) {
    out += "  ETA " + clock_text(static_cast<double>(view.total - view.done) / fps);
  }
  return out;
}

// Only a finished whole shows 100.
int percent(const ProgressView& view) {
  return static_cast<int>(std::floor(std::clamp(view.overall, 0.0, 1.0) * 100));
}

}  // namespace

std::string progress_line(const ProgressView& view) {
  return view.phase + formatted("  %3d %%  ", percent(view)) + figures(view);
}

std::string progress_bar(const ProgressView& view, std::size_t width) {
  const std::string tail = formatted("  %3d %%  ", percent(view)) + figures(view);
  const std::size_t used = view.phase.size() + 2 + 2 + tail.size();
  if (used + 10 > width) {
    return progress_line(view).substr(0, width);
  }
  const std::size_t cells = std::min<std::size_t>(width - used, 40);
  const auto full =
      static_cast<std::size_t>(std::clamp(view.overall, 0.0, 1.0) * static_cast<double>(cells));
  std::string bar(full, '=');
  if (full < cells) {
    bar += '>';
  }
  bar.resize(cells, ' ');
  return view.phase + "  [" + bar + "]" + tail;
}

std::string progress_block(const ProgressView& view, bool end) {
  const std::string last =
      "phase=" + view.phase + "\n" + (end ? "progress=end\n" : "progress=continue\n");
  if (view.unit == ProgressView::Unit::kBytes) {
    return "bytes=" + std::to_string(view.done) + "\n" + last;
  }
  const std::int64_t frame = std::max(view.done, view.furthest);
  const std::int64_t us = multiply_divide_floor(frame, 1'000'000 * view.fps.den, view.fps.num);
  const long long seconds = us / 1'000'000;
  std::string out = "frame=" + std::to_string(frame) + "\n";
  out += formatted("fps=%.2f\n", per_second(view));
  out += "out_time_us=" + std::to_string(us) + "\n";
  out += formatted("out_time=%02lld:%02lld:%02lld.%06lld\n", seconds / 3600, seconds / 60 % 60,
                   seconds % 60, static_cast<long long>(us % 1'000'000));
  out += formatted("speed=%.3gx\n", speed(view));
  return out + last;
}

}  // namespace reprise::tools
