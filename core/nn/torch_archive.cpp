// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_archive.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>
#include <zip.h>

#include <string_view>
#include <utility>

namespace scenelens {

namespace {

constexpr std::string_view kPickleSuffix = "/data.pkl";
constexpr const char* kSaveAgain = "Save the weights with torch.save(model.state_dict(), path)";

/// The folder that holds `data.pkl`, with its slash; empty when there is not exactly one.
std::string rootFolder(const std::vector<std::string>& names) {
  std::string root;
  for (const std::string& name : names) {
    if (!name.ends_with(kPickleSuffix)) continue;
    std::string folder = name.substr(0, name.size() - kPickleSuffix.size() + 1);
    if (folder.find('/') != folder.size() - 1) continue;
    if (!root.empty() && root != folder) return {};
    root = std::move(folder);
  }
  return root;
}

}  // namespace

void TorchArchive::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

Result<TorchArchive> TorchArchive::open(std::span<const std::byte> bytes) {
  zip_error_t error;
  zip_error_init(&error);
  TorchArchive archive;
  archive.m_budget = bytes.size();
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) {
    archive.m_zip.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive.m_zip) zip_source_free(source);
  }
  const std::string reason = archive.m_zip ? std::string() : zip_error_strerror(&error);
  zip_error_fini(&error);
  if (!archive.m_zip) return fail({"is a damaged or incomplete zip archive (" + reason + ")"});
  if (auto listed = archive.listRecords(); !listed) return fail(std::move(listed.error()));
  return archive;
}

Status TorchArchive::listRecords() {
  const zip_int64_t count = zip_get_num_entries(m_zip.get(), 0);
  if (count <= 0) return fail({"is an empty zip archive", {}, 0, kSaveAgain});
  std::vector<std::string> names;
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(m_zip.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    names.emplace_back(name == nullptr ? "" : name);
  }
  const std::string root = rootFolder(names);
  if (root.empty()) {
    return fail({"is a zip archive, but not one that torch.save wrote (it has no data.pkl)",
                 {},
                 0,
                 kSaveAgain});
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].starts_with(root)) continue;
    std::string record = names[i].substr(root.size());
    if (record == "constants.pkl" || record.starts_with("code/")) {
      return fail({"is a TorchScript program, not a checkpoint", {}, 0, kSaveAgain});
    }
    if (!m_records.emplace(std::move(record), i).second) {
      return fail({"holds the record " + inQuotes(names[i]) + " twice"});
    }
  }
  return {};
}

Result<std::vector<std::byte>> TorchArchive::read(const std::string& record) {
  const auto found = m_records.find(record);
  if (found == m_records.end()) return fail({"lacks the record " + inQuotes(record)});
  const std::string subject = "record " + inQuotes(record);

  zip_stat_t info;
  zip_stat_init(&info);
  constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(m_zip.get(), found->second, 0, &info) != 0 ||
      (info.valid & needed) != needed) {
    return fail({subject + " cannot be read"});
  }
  if (info.comp_method != ZIP_CM_STORE || info.encryption_method != ZIP_EM_NONE) {
    return fail({subject + " is compressed or encrypted, which torch.save does not do"});
  }
  if (info.size > m_budget) return fail({subject + " is larger than the file that holds it"});
  m_budget -= info.size;

  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(m_zip.get(), found->second, 0), &zip_fclose);
  if (!file) {
    return fail({fmt::format("{} cannot be read ({})", subject, zip_strerror(m_zip.get()))});
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(info.size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const zip_int64_t got = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
    if (got <= 0) return fail({subject + " is cut off or damaged"});
    done += static_cast<std::size_t>(got);
  }
  // libzip compares the checksum when it meets the end, which takes one read more.
  std::byte beyond{};
  if (zip_fread(file.get(), &beyond, 1) != 0) {
    return fail({subject + " is damaged: its checksum does not match"});
  }
  return bytes;
}

}  // namespace scenelens
