#include "tools/record/disk_watch.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <sys/statvfs.h>

namespace reprise::tools {
namespace {

constexpr double kWindow = 60;       // s over which the pace is measured
constexpr double kShortest = 3;      // s before it says anything
constexpr double kLowSeconds = 600;  // less is little

}  // namespace

Result<std::int64_t> free_bytes(const std::filesystem::path& folder) {
  struct statvfs disk {};
  const std::filesystem::path where = folder.empty() ? "." : folder;
  if (::statvfs(where.c_str(), &disk) != 0) {
    return fail(
        error_from_errno(errno, "cannot tell how much is free in '" + where.string() + "'"));
  }
  std::int64_t bytes = 0;
  const bool too_many = __builtin_mul_overflow(disk.f_bavail, disk.f_frsize, &bytes);
  return too_many ? std::numeric_limits<std::int64_t>::max() : bytes;
}

FreeSpace::FreeSpace(Ask ask) : ask_(std::move(ask)) {}

void FreeSpace::ask(const std::filesystem::path& folder) {
  if (questions_.empty() || (questions_.back()->open && questions_.back()->folder != folder)) {
    questions_.push_back(std::make_unique<Question>());
  }
  Question& question = *questions_.back();
  if (question.open) {
    return;
  }
  question.folder = folder;
  question.fresh = true;
  question.open = true;
  question.task.start([&question, ask = &ask_] {
    question.bytes = (*ask)(question.folder);
    question.open = false;
  });
}

std::optional<std::int64_t> FreeSpace::answer(const std::filesystem::path& folder) {
  if (questions_.empty()) {
    return std::nullopt;
  }
  Question& question = *questions_.back();
  if (question.open || question.folder != folder || !std::exchange(question.fresh, false) ||
      !question.bytes) {
    return std::nullopt;
  }
  return *question.bytes;
}

bool FreeSpace::asking() const {
  return std::ranges::any_of(questions_,
                             [](const auto& question) { return question->open.load(); });
}

DiskWatch::State DiskWatch::update(std::int64_t written, std::int64_t free, double seconds) {
  std::int64_t room = free - limits_.reserve;
  rationed_ = limits_.most_bytes && *limits_.most_bytes - written < room;
  if (rationed_) {
    room = *limits_.most_bytes - written;
  }
  const Point now{seconds, written};
  if (!base_) {
    base_ = now;
  }
  if (!middle_ && seconds - base_->seconds > kWindow / 2) {
    middle_ = now;
  }
  if (seconds - base_->seconds > kWindow) {
    base_ = middle_;
    middle_ = now;
  }
  const double elapsed = seconds - base_->seconds;
  const auto grown = static_cast<double>(written - base_->written);
  seconds_left_.reset();
  if (elapsed >= kShortest && grown > 0) {
    seconds_left_ = std::max(0.0, static_cast<double>(room) / (grown / elapsed));
  }
  if (room <= 0) {
    return State::kFull;
  }
  return seconds_left_ && *seconds_left_ < kLowSeconds ? State::kLow : State::kPlenty;
}

}  // namespace reprise::tools
