// Takes as parts that a test may change and put together again, with every CRC, index and count of
// the container right: what a person with tools and bad intentions can do. One thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/mcap/format.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

struct OwnedMessage {
  std::uint16_t channel = 0;
  std::uint32_t sequence = 0;
  std::uint64_t log_time = 0;
  std::uint64_t publish_time = 0;
  Bytes data;
};
using OwnedChunk = std::vector<OwnedMessage>;
struct AttachmentInTake {
  std::uint64_t time = 0;
  Attachment file;
};
using SurgeryPart =
    std::variant<mcap::Schema, mcap::Channel, AttachmentInTake, OwnedChunk, mcap::Metadata>;

struct TakeParts {
  mcap::Header header;
  std::vector<SurgeryPart> parts;  // the data section in file order

  // The n-th of a kind; the test fails when there is none.
  OwnedChunk& chunk(std::size_t n);
  mcap::Metadata& metadata(std::string_view name);
  AttachmentInTake& attachment(std::size_t n);
  mcap::Channel& channel(std::string_view topic);
};
TakeParts take_apart(ByteSpan take);

enum class Seals {
  kKeep,   // seal and chain as they are in the parts
  kForge,  // seal, digests and chain computed anew: nothing inside contradicts the change
};
Bytes put_together(const TakeParts& parts, Seals seals);

}  // namespace reprise::timeline
