#include "core/mcap/scanner.h"

namespace reprise::mcap {

Result<std::optional<RecordPlace>> RecordWalker::next() {
  if (ended_ || offset_ >= window_.size()) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto place, window_.place_at(offset_));
  Belief belief = Belief::kNo;
  if (place) {
    TRY_ASSIGN(belief, believe(window_, *place));
  }
  if (belief != Belief::kYes) {
    TRY_ASSIGN(place, resynchronize(belief == Belief::kUnsure ? place : std::nullopt));
  }
  if (place) {
    offset_ = place->end();
    messages_outside_ = messages_outside_ || place->is(Opcode::kMessage);
  }
  ended_ = !place || place->is(Opcode::kFooter);
  return place;
}

Result<std::optional<RecordPlace>> RecordWalker::resynchronize(
    const std::optional<RecordPlace>& unsure) {
  const bool messages = messages_outside_ || (unsure && unsure->is(Opcode::kMessage));
  TRY_ASSIGN(const auto place,
             find_record(window_, offset_ + 1,
                         messages ? SearchFor::kAnything : SearchFor::kAllButMessages));
  // With no other record inside it, its length is right and what follows it is damaged.
  if (unsure && (!place || place->offset >= unsure->end())) {
    return unsure;
  }
  if (place) {
    log_.add(offset_, place->offset - offset_, "unreadable bytes between two records");
  } else {
    log_.add(offset_, window_.size() - offset_, "the file breaks off inside a record");
  }
  return place;
}

Result<std::optional<Scanner::Item>> Scanner::next() {
  if (ended_) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto place, walker_.next());
  if (!place) {
    ended_ = true;
    return std::nullopt;
  }
  Item item{*place, {}};
  if (is_known(place->opcode) && place->content_length <= kMaxRecordBytes) {
    TRY_ASSIGN(const ByteSpan content, window_.content(*place));
    item.content.assign(content.begin(), content.end());
  }
  ended_ = place->is(Opcode::kDataEnd);
  return item;
}

}  // namespace reprise::mcap
