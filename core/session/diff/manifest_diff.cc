#include "core/session/diff/manifest_diff.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reprise::session {
namespace {

constexpr std::size_t kMaxListed = 100;
constexpr auto kCauses = std::to_array<const char*>(
    {"take", "settings", "seed", "tier", "versions", "presets", "parameters_sha256"});

Status check_manifest(const Json& manifest, const char* which) {
  const auto format = manifest.find("format");
  const bool named = manifest.is_object() && format != manifest.end() &&
                     *format == "reprise-manifest" && manifest.contains("segments") &&
                     manifest["segments"].is_array();
  return named
             ? Status()
             : fail(ErrorCode::kInvalid, std::string(which) + " file is no manifest of an export");
}

// Goes over the strings of one list of every segment ("frame_xxh3", "packet_sha256").
class HashWalk {
 public:
  HashWalk(const Json& manifest, const char* list) : segments_(manifest["segments"]), list_(list) {
    skip_empty();
  }

  [[nodiscard]] bool at_end() const { return segment_ == segments_.size(); }
  [[nodiscard]] std::int64_t segment() const { return static_cast<std::int64_t>(segment_); }
  [[nodiscard]] std::optional<std::string> hash() const {
    return at_end() ? std::nullopt : std::optional(text_of(hashes()[index_]));
  }
  // Of a packet; the running number without the list that says it.
  [[nodiscard]] std::int64_t frame() const {
    const Json& segment = segments_[segment_];
    const auto frames = segment.find("packet_frame");
    const bool says = list_ == "packet_sha256" && frames != segment.end() && frames->is_array() &&
                      index_ < frames->size() && (*frames)[index_].is_number_integer();
    return says ? (*frames)[index_].get<std::int64_t>() : number_;
  }
  void advance() {
    ++index_;
    ++number_;
    skip_empty();
  }

 private:
  static std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : dump_json(value);
  }
  [[nodiscard]] const Json& hashes() const {
    static const Json kNone = Json::array();
    const Json& segment = segments_[segment_];
    const auto found = segment.is_object() ? segment.find(list_) : segment.end();
    return found != segment.end() && found->is_array() ? *found : kNone;
  }
  void skip_empty() {
    while (!at_end() && index_ >= hashes().size()) {
      ++segment_;
      index_ = 0;
    }
  }

  const Json& segments_;
  std::string list_;
  std::size_t segment_ = 0;
  std::size_t index_ = 0;
  std::int64_t number_ = 0;
};

std::optional<ManifestPlace> first_difference(const Json& a, const Json& b, const char* list) {
  HashWalk in_a(a, list);
  HashWalk in_b(b, list);
  while (!in_a.at_end() && !in_b.at_end() && in_a.hash() == in_b.hash()) {
    in_a.advance();
    in_b.advance();
  }
  if (in_a.at_end() && in_b.at_end()) {
    return std::nullopt;
  }
  const HashWalk& longer = in_a.at_end() ? in_b : in_a;
  return ManifestPlace{longer.frame(), longer.segment(), in_a.hash(), in_b.hash()};
}

bool is_cause(const std::string& key) {
  return std::ranges::find(kCauses, key) != kCauses.end();
}

// The members that `wanted` accepts.
template <typename Wanted>
Json members(const Json& manifest, Wanted wanted) {
  Json out = Json::object();
  for (const auto& [key, value] : manifest.items()) {
    if (key != "segments" && wanted(key)) {
      out[key] = value;
    }
  }
  return out;
}

}  // namespace

Result<ManifestDiff> diff_manifests(const Json& a, const Json& b, const JsonDiffRules& rules) {
  TRY(check_manifest(a, "the first"));
  TRY(check_manifest(b, "the second"));
  JsonDiffRules own = rules;
  own.ignored.emplace_back("timing");
  const auto is_other = [](const std::string& key) { return !is_cause(key); };
  const auto ignores = [&](const char* place) {
    return std::ranges::any_of(own.ignored,
                               [&](const std::string& rule) { return names_place(rule, place); });
  };
  ManifestDiff diff;
  diff.causes = diff_json(members(a, is_cause), members(b, is_cause), own, "", kMaxListed);
  diff.rest = diff_json(members(a, is_other), members(b, is_other), own, "", kMaxListed);
  if (!ignores("segments.frame_xxh3")) {
    diff.first_frame = first_difference(a, b, "frame_xxh3");
  }
  if (!ignores("segments.packet_sha256")) {
    diff.first_packet = first_difference(a, b, "packet_sha256");
  }
  return diff;
}

}  // namespace reprise::session
