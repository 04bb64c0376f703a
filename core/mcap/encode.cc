#include "core/base/hash.h"
#include "core/mcap/format.h"

namespace reprise::mcap {
namespace {

// Writes opcode and length, lets `fill` write the content, then patches the length.
template <typename Fill>
void put_framed(Bytes& out, Opcode opcode, Fill fill) {
  ByteWriter writer(out);
  writer.put(static_cast<std::uint8_t>(opcode));
  const std::size_t length_at = out.size();
  writer.put(std::uint64_t{0});
  const std::size_t content_at = out.size();
  fill(writer);
  const std::uint64_t length = out.size() - content_at;
  for (std::size_t i = 0; i < sizeof length; ++i) {
    out[length_at + i] = static_cast<std::byte>(static_cast<std::uint8_t>(length >> (8 * i)));
  }
}

void put_value(ByteWriter& writer, const std::string& text) {
  writer.put_string(text);
}
template <std::integral T>
void put_value(ByteWriter& writer, T value) {
  writer.put(value);
}

// The bulk of a file goes through here: without filling the place with zeros first.
void put_bulk(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// A map or an array of pairs: u32 byte length, then keys and values.
template <typename Pairs>
void put_pairs(ByteWriter& writer, const Pairs& pairs) {
  Bytes content;
  ByteWriter inner(content);
  for (const auto& [key, value] : pairs) {
    put_value(inner, key);
    put_value(inner, value);
  }
  writer.put(static_cast<std::uint32_t>(content.size()));
  writer.put_bytes(content);
}

}  // namespace

void put_record(Bytes& out, const Header& record) {
  put_framed(out, Opcode::kHeader, [&](ByteWriter& writer) {
    writer.put_string(record.profile);
    writer.put_string(record.library);
  });
}

void put_record(Bytes& out, const Schema& record) {
  put_framed(out, Opcode::kSchema, [&](ByteWriter& writer) {
    writer.put(record.id);
    writer.put_string(record.name);
    writer.put_string(record.encoding);
    writer.put(static_cast<std::uint32_t>(record.data.size()));
    writer.put_bytes(record.data);
  });
}

void put_record(Bytes& out, const Channel& record) {
  put_framed(out, Opcode::kChannel, [&](ByteWriter& writer) {
    writer.put(record.id);
    writer.put(record.schema_id);
    writer.put_string(record.topic);
    writer.put_string(record.message_encoding);
    put_pairs(writer, record.metadata);
  });
}

void put_record(Bytes& out, const Message& record) {
  put_framed(out, Opcode::kMessage, [&](ByteWriter& writer) {
    writer.put(record.channel);
    writer.put(record.sequence);
    writer.put(record.log_time);
    writer.put(record.publish_time);
    put_bulk(out, record.data);
  });
}

void put_record(Bytes& out, const Chunk& record) {
  put_framed(out, Opcode::kChunk, [&](ByteWriter& writer) {
    writer.put(record.start_time);
    writer.put(record.end_time);
    writer.put(record.uncompressed_size);
    writer.put(record.uncompressed_crc);
    writer.put_string(record.compression);
    writer.put(std::uint64_t{record.records.size()});
    put_bulk(out, record.records);
  });
}

void put_record(Bytes& out, const MessageIndex& record) {
  put_framed(out, Opcode::kMessageIndex, [&](ByteWriter& writer) {
    writer.put(record.channel);
    put_pairs(writer, record.entries);
  });
}

void put_record(Bytes& out, const ChunkIndex& record) {
  put_framed(out, Opcode::kChunkIndex, [&](ByteWriter& writer) {
    writer.put(record.start_time);
    writer.put(record.end_time);
    writer.put(record.offset);
    writer.put(record.length);
    put_pairs(writer, record.message_index_offsets);
    writer.put(record.message_index_length);
    writer.put_string(record.compression);
    writer.put(record.compressed_size);
    writer.put(record.uncompressed_size);
  });
}

void put_record(Bytes& out, const Attachment& record) {
  put_framed(out, Opcode::kAttachment, [&](ByteWriter& writer) {
    const std::size_t start = out.size();
    writer.put(record.log_time);
    writer.put(record.create_time);
    writer.put_string(record.name);
    writer.put_string(record.media_type);
    writer.put(std::uint64_t{record.data.size()});
    writer.put_bytes(record.data);
    writer.put(crc32(ByteSpan(out).subspan(start)));
  });
}

void put_record(Bytes& out, const AttachmentIndex& record) {
  put_framed(out, Opcode::kAttachmentIndex, [&](ByteWriter& writer) {
    writer.put(record.offset);
    writer.put(record.length);
    writer.put(record.log_time);
    writer.put(record.create_time);
    writer.put(record.data_size);
    writer.put_string(record.name);
    writer.put_string(record.media_type);
  });
}

void put_record(Bytes& out, const Statistics& record) {
  put_framed(out, Opcode::kStatistics, [&](ByteWriter& writer) {
    writer.put(record.message_count);
    writer.put(record.schema_count);
    writer.put(record.channel_count);
    writer.put(record.attachment_count);
    writer.put(record.metadata_count);
    writer.put(record.chunk_count);
    writer.put(record.start_time);
    writer.put(record.end_time);
    put_pairs(writer, record.channel_message_counts);
  });
}

void put_record(Bytes& out, const Metadata& record) {
  put_framed(out, Opcode::kMetadata, [&](ByteWriter& writer) {
    writer.put_string(record.name);
    put_pairs(writer, record.entries);
  });
}

void put_record(Bytes& out, const MetadataIndex& record) {
  put_framed(out, Opcode::kMetadataIndex, [&](ByteWriter& writer) {
    writer.put(record.offset);
    writer.put(record.length);
    writer.put_string(record.name);
  });
}

void put_record(Bytes& out, const SummaryOffset& record) {
  put_framed(out, Opcode::kSummaryOffset, [&](ByteWriter& writer) {
    writer.put(static_cast<std::uint8_t>(record.group));
    writer.put(record.start);
    writer.put(record.length);
  });
}

void put_record(Bytes& out, const Footer& record) {
  put_framed(out, Opcode::kFooter, [&](ByteWriter& writer) {
    writer.put(record.summary_start);
    writer.put(record.summary_offset_start);
    writer.put(record.summary_crc);
  });
}

void put_data_end(Bytes& out, std::uint32_t data_section_crc) {
  put_framed(out, Opcode::kDataEnd, [&](ByteWriter& writer) { writer.put(data_section_crc); });
}

}  // namespace reprise::mcap
