#include "core/timeline/diff.h"

#include <algorithm>
#include <map>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/record_json.h"
#include "core/timeline/seal_metadata.h"
#include "core/timeline/sorted_records.h"

namespace reprise::timeline {
namespace {

constexpr std::size_t kMaxBeside = 100;

// "frame" of /frame, "audio" of every lane.
std::string place_of(TopicKind kind) {
  return std::string(topic_table()[static_cast<std::size_t>(kind)].name.substr(1));
}

std::string without_slash(std::string_view place) {
  return std::string(place.starts_with('/') ? place.substr(1) : place);
}

JsonDiffRules normalized(const JsonDiffRules& rules) {
  JsonDiffRules out;
  out.tolerance = rules.tolerance;
  for (const auto& [place, tolerance] : rules.tolerances) {
    out.tolerances[without_slash(place)] = tolerance;
  }
  for (const std::string& place : rules.ignored) {
    out.ignored.push_back(without_slash(place));
  }
  return out;
}

// What a record says beside its key; the show as the object that its text is.
Json content_json(const PlacedRecord& placed, std::int64_t rate) {
  Json json = record_to_json(placed.record, rate);
  for (const char* key : {"topic", "sample", "time"}) {
    json.erase(key);
  }
  if (placed.key.kind == TopicKind::kTake) {
    if (auto show = parse_json(json["show"].get<std::string>()); show) {
      json["show"] = std::move(*show);
    }
  }
  json["publish_time"] = std::to_string(placed.publish_ns);
  return json;
}

Json seal_json(const TakeSummary& summary) {
  if (!summary.seal) {
    return nullptr;
  }
  const Seal& seal = *summary.seal;
  return {{"pcm_sha256", to_hex(seal.pcm_sha256)},
          {"source_sha256", seal.source_sha256 ? Json(to_hex(*seal.source_sha256)) : Json()},
          {"samples", seal.samples.value},
          {"frames", seal.frames},
          {"cues", seal.cues},
          {"clipped_samples", seal.clipped_samples},
          {"lost_samples", seal.lost_samples}};
}

// By name, each a list in file order: a name may stand more than once. The content as its hash.
Result<Json> attachments_json(TakeReader& take) {
  TRY_ASSIGN(const std::vector<Attachment> attachments, take.attachments());
  Json json = Json::object();
  for (const Attachment& attachment : attachments) {
    json[attachment.name].push_back({{"media_type", attachment.media_type},
                                     {"bytes", attachment.data.size()},
                                     {"xxh3", to_hex(xxh3_128(attachment.data))}});
  }
  return json;
}

// The same, without what repeats other content.
Result<Json> metadata_json(TakeReader& take) {
  TRY_ASSIGN(const std::vector<mcap::Metadata> all, take.metadata());
  Json json = Json::object();
  for (const mcap::Metadata& metadata : all) {
    if (!is_own_metadata(metadata.name)) {
      json[metadata.name].push_back(metadata.entries);
    }
  }
  return json;
}

class Comparison {
 public:
  Comparison(TakeReader& a, TakeReader& b, const JsonDiffRules& rules)
      : a_(a), b_(b), rules_(normalized(rules)) {}

  Result<TakeDiff> run() {
    TRY(compare_records());
    TRY(compare_beside());
    for (auto& [key, counts] : counts_) {
      counts.topic = topic_name(key);
      diff_.topics.push_back(counts);
    }
    const auto& seal_a = a_.summary().seal;
    const auto& seal_b = b_.summary().seal;
    diff_.same_digest = seal_a && seal_b && seal_a->take_digest == seal_b->take_digest;
    return std::move(diff_);
  }

 private:
  struct TopicLess {
    bool operator()(const Topic& x, const Topic& y) const {
      return std::pair(x.kind, x.lane) < std::pair(y.kind, y.lane);
    }
  };

  [[nodiscard]] bool ignores(std::string_view place) const {
    return std::ranges::any_of(rules_.ignored,
                               [&](const std::string& rule) { return names_place(rule, place); });
  }
  [[nodiscard]] bool ignores(const RecordKey& key) const {
    return ignores(place_of(key.kind)) || ignores(topic_name({key.kind, key.lane}).substr(1));
  }

  [[nodiscard]] ReadRange wanted() const {
    std::uint32_t bits = 0;
    for (std::size_t kind = 0; kind < kTopicKindCount; ++kind) {
      bits |= ignores(place_of(static_cast<TopicKind>(kind))) ? 0U : 1U << kind;
    }
    ReadRange range;
    range.topics = static_cast<Topics>(bits);
    return range;
  }

  Status compare_records() {
    SortedRecords in_a(a_.read(wanted()));
    SortedRecords in_b(b_.read(wanted()));
    TRY_ASSIGN(auto next_a, in_a.next());
    TRY_ASSIGN(auto next_b, in_b.next());
    while (next_a || next_b) {
      const bool has_a = next_a && (!next_b || next_a->key <= next_b->key);
      const bool has_b = next_b && (!next_a || next_b->key <= next_a->key);
      take_in(has_a ? &*next_a : nullptr, has_b ? &*next_b : nullptr);
      if (has_a) {
        TRY_ASSIGN(next_a, in_a.next());
      }
      if (has_b) {
        TRY_ASSIGN(next_b, in_b.next());
      }
    }
    return {};
  }

  [[nodiscard]] std::int64_t rate() const { return a_.summary().header.audio.sample_rate; }

  // One of the two may be missing.
  void take_in(const PlacedRecord* a, const PlacedRecord* b) {
    const RecordKey& key = a != nullptr ? a->key : b->key;
    if (ignores(key)) {
      return;
    }
    TopicDiff& counts = counts_[{key.kind, key.lane}];
    const std::uint64_t both = counts.same + counts.different;
    RecordDiff found{topic_name({key.kind, key.lane}), key.sample, {}, {}, {}};
    if (a != nullptr) {
      found.record_a = both + counts.only_a;
    }
    if (b != nullptr) {
      found.record_b = both + counts.only_b;
    }
    std::uint64_t* count = a == nullptr ? &counts.only_b : &counts.only_a;
    if (a != nullptr && b != nullptr) {
      auto field = first_difference(*a, *b);
      count = field ? &counts.different : &counts.same;
      found.field = field.value_or(JsonDifference{});
    }
    ++*count;
    if (count == &counts.same || diff_.first) {
      return;
    }
    if (a == nullptr || b == nullptr) {
      const Json whole = content_json(a != nullptr ? *a : *b, rate());
      (a != nullptr ? found.field.a : found.field.b) = whole;
    }
    diff_.first = std::move(found);
  }

  [[nodiscard]] std::optional<JsonDifference> first_difference(const PlacedRecord& a,
                                                               const PlacedRecord& b) const {
    if (a.publish_ns == b.publish_ns && a.record == b.record) {
      return std::nullopt;
    }
    const std::string root = place_of(a.key.kind);
    auto found = diff_json(content_json(a, rate()), content_json(b, rate()), rules_, root, 1);
    if (found.empty()) {
      return std::nullopt;
    }
    found.front().path.erase(0, root.size() + 1);
    return std::move(found.front());
  }

  Status compare_beside() {
    TRY_ASSIGN(const Json attachments_a, attachments_json(a_));
    TRY_ASSIGN(const Json attachments_b, attachments_json(b_));
    add_beside(attachments_a, attachments_b, rules_, "attachments");
    TRY_ASSIGN(const Json metadata_a, metadata_json(a_));
    TRY_ASSIGN(const Json metadata_b, metadata_json(b_));
    add_beside(metadata_a, metadata_b, rules_, "metadata");
    add_beside(seal_json(a_.summary()), seal_json(b_.summary()), seal_rules(), "seal");
    return {};
  }

  // What the seal says of a topic that does not count does not count either.
  [[nodiscard]] JsonDiffRules seal_rules() const {
    JsonDiffRules rules = rules_;
    const auto forget = [&](TopicKind kind, std::initializer_list<const char*> fields) {
      if (ignores(place_of(kind))) {
        rules.ignored.insert(rules.ignored.end(), fields.begin(), fields.end());
      }
    };
    forget(TopicKind::kFrame, {"seal.frames"});
    forget(TopicKind::kCue, {"seal.cues"});
    forget(TopicKind::kAudio, {"seal.pcm_sha256", "seal.source_sha256", "seal.samples",
                               "seal.clipped_samples", "seal.lost_samples"});
    return rules;
  }

  void add_beside(const Json& a, const Json& b, const JsonDiffRules& rules,
                  const std::string& root) {
    auto found = diff_json(a, b, rules, root, kMaxBeside - diff_.beside.size());
    std::ranges::move(found, std::back_inserter(diff_.beside));
  }

  TakeReader& a_;
  TakeReader& b_;
  JsonDiffRules rules_;
  std::map<Topic, TopicDiff, TopicLess> counts_;
  TakeDiff diff_;
};

}  // namespace

Status check_diff_place(std::string_view place) {
  std::vector<std::string> known = {"attachments", "metadata", "seal"};
  for (std::size_t kind = 0; kind < kTopicKindCount; ++kind) {
    known.push_back(place_of(static_cast<TopicKind>(kind)));
  }
  const std::string bare = without_slash(place);
  const std::string first = bare.substr(0, bare.find_first_of(".["));
  const bool is_lane = first.starts_with("audio/");
  if (std::ranges::find(known, first) != known.end() || (is_lane && first == bare)) {
    return {};
  }
  return fail(ErrorCode::kUsage, "'" + std::string(place) + "' names no part of a take",
              "write a topic, or a topic and a field: frame.features; topics and parts: " +
                  join(known, ", "));
}

Result<TakeDiff> diff_takes(TakeReader& a, TakeReader& b, const JsonDiffRules& rules) {
  return Comparison(a, b, rules).run();
}

}  // namespace reprise::timeline
