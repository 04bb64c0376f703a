#include "core/mcap/audit.h"

#include "core/mcap/audit_data.h"
#include "core/mcap/audit_summary.h"
#include "core/mcap/scanner.h"

namespace reprise::mcap {
namespace {

class Audit {
 public:
  explicit Audit(const File& file)
      : window_(file),
        walker_(window_, log_),
        findings_(report_),
        data_(findings_),
        summary_(findings_, data_.facts()) {}

  Result<AuditReport> run() {
    TRY(check_start());
    while (true) {
      TRY_ASSIGN(const auto place, walker_.next());
      note_damage();
      if (!place) {
        break;
      }
      ++report_.counts.records;
      TRY(take(*place));
    }
    finish();
    return std::move(report_);
  }

 private:
  Status check_start() {
    TRY_ASSIGN(const auto first, window_.place_at(kMagic.size()));
    const bool header = first && first->is(Opcode::kHeader);
    TRY_ASSIGN(const bool magic, window_.file().magic_at(0));
    if (!magic && !header) {
      return fail(ErrorCode::kCorrupt, "this is not an MCAP file");
    }
    if (!magic) {
      findings_.error(0, "magic", "the file does not start with the magic");
    }
    if (!header) {
      findings_.error(kMagic.size(), "header", "the first record is no header");
    }
    return {};
  }

  void note_damage() {
    for (; damage_ < log_.entries().size(); ++damage_) {
      const Damage& damage = log_.entries()[damage_];
      findings_.error(damage.offset, "damage",
                      damage.what + " (" + std::to_string(damage.bytes) + " bytes)");
    }
  }

  Status take(const RecordPlace& place) {
    if (!data_end_) {
      TRY_ASSIGN(data_crc_, crc_of(window_, data_crc_end_, place.offset, data_crc_));
      data_crc_end_ = place.offset;
    }
    // A private record, or one of a kind to come.
    if (place.opcode > static_cast<std::uint8_t>(Opcode::kDataEnd)) {
      return {};
    }
    if (place.content_length > kMaxRecordBytes) {
      return malformed(place, too_large(place.content_length).value());
    }
    TRY_ASSIGN(const ByteSpan content, window_.content(place));
    if (place.offset == kMagic.size() && place.is(Opcode::kHeader)) {
      const auto header = parse_header(content);
      return header ? Status() : malformed(place, header.error());
    }
    if (place.is(Opcode::kDataEnd)) {
      return take_data_end(place, content);
    }
    if (place.is(Opcode::kFooter)) {
      return take_footer(place, content);
    }
    return data_end_ ? summary_.take(place, content) : data_.take(place, content);
  }

  Status malformed(const RecordPlace& place, const Error& error) {
    findings_.error(place.offset, "record-malformed", error.message);
    return {};
  }

  Status take_data_end(const RecordPlace& place, ByteSpan content) {
    if (data_end_) {
      findings_.error(place.offset, "record-misplaced", "the data section ends a second time");
      return {};
    }
    data_.finish();
    data_end_ = place;
    TRY_ASSIGN(const std::uint32_t crc, parse_data_end(content));
    if (crc == 0) {
      findings_.warning(place.offset, "data-crc-absent", "the data section has no CRC");
    } else if (crc != data_crc_) {
      findings_.error(place.offset, "data-crc", "the CRC of the data section does not match");
    }
    return {};
  }

  Status take_footer(const RecordPlace& place, ByteSpan content) {
    footer_ = true;
    TRY(summary_.take_footer(place, content, data_end_ ? data_end_->end() : 0));
    TRY_ASSIGN(const Footer footer, parse_footer(content));
    TRY(check_summary_crc(place, footer));
    TRY_ASSIGN(const bool magic, window_.file().magic_at(place.end()));
    if (!magic || window_.size() - place.end() != kMagic.size()) {
      findings_.error(place.end(), "magic", "the file does not end with the magic");
    }
    return {};
  }

  Status check_summary_crc(const RecordPlace& place, const Footer& footer) {
    if (footer.summary_crc == 0) {
      findings_.warning(place.offset, "summary-crc-absent", "the summary has no CRC");
      return {};
    }
    const std::uint64_t start = footer.summary_start == 0 ? place.offset : footer.summary_start;
    const std::uint64_t end = place.end() - sizeof footer.summary_crc;
    if (start <= end) {
      TRY_ASSIGN(const std::uint32_t crc, crc_of(window_, start, end));
      if (crc == footer.summary_crc) {
        return {};
      }
    }
    findings_.error(place.offset, "summary-crc", "the CRC of the summary does not match");
    return {};
  }

  void finish() {
    data_.finish();
    if (!data_end_ && !footer_) {
      findings_.warning(window_.size(), "unfinished", "the file has no end: it was not finished");
    } else if (!data_end_) {
      findings_.error(window_.size(), "data-end-missing", "the data section has no end");
    } else if (!footer_) {
      findings_.error(window_.size(), "footer-missing", "the file has no footer");
    }
    findings_.sort();
    const AuditFacts& facts = data_.facts();
    report_.counts.bytes = window_.size();
    report_.counts.messages = facts.message_count;
    report_.counts.chunks = facts.chunks.size();
    report_.counts.attachments = facts.attachments.size();
    report_.counts.metadata = facts.metadata.size();
    report_.counts.schemas = facts.schemas.size();
    report_.counts.channels = facts.channels.size();
    report_.counts.start_time = facts.start_time;
    report_.counts.end_time = facts.end_time;
  }

  FileWindow window_;
  DamageLog log_;
  std::size_t damage_ = 0;  // entries of the log that are findings
  RecordWalker walker_;
  AuditReport report_;
  AuditFindings findings_;
  DataAudit data_;
  SummaryAudit summary_;
  std::uint32_t data_crc_ = 0;  // of the bytes before data_crc_end_
  std::uint64_t data_crc_end_ = 0;
  std::optional<RecordPlace> data_end_;
  bool footer_ = false;
};

}  // namespace

Result<AuditReport> audit(const File& file) {
  return Audit(file).run();
}

}  // namespace reprise::mcap
