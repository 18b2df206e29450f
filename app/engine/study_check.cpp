// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_check.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <nlohmann/json.hpp>

#include "app/engine/study_workers.h"
#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/database_check.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"
#include "engine/study/study_layout.h"
#include "engine/text/corpus_hash.h"
#include "engine/text/id_shard.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{

namespace
{

namespace fs = std::filesystem;
using nlohmann::json;
using SayFunction = std::function<void(const std::string&)>;

constexpr const char* kAgain = "it is made again when a sweep needs it";

/// A field of a JSON object as text; empty where it is not there.
std::string textOf(const json& object, const char* field)
{
    const auto found = object.find(field);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

constexpr std::size_t kIdentity = 12; ///< digits of an identity in a name

/// "0123456789ab"
bool isIdentity(std::string_view name)
{
    return name.size() == kIdentity &&
           name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool isNumber(std::string_view name)
{
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "0123456789ab-1"; nobody else gives such names.
bool isRunName(std::string_view name)
{
    return name.size() > kIdentity && isIdentity(name.substr(0, kIdentity)) &&
           name[kIdentity] == '-' && isNumber(name.substr(kIdentity + 1));
}

/// ".0123456789ab-1.4711", as createRunFolder makes it.
bool isUnfinishedRun(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return name.starts_with('.') && dot > 0 && isRunName(name.substr(1, dot - 1)) &&
           isNumber(name.substr(dot + 1));
}

/// Not finished yet, or stepped aside for what is: see replaceFolder.
bool isUnfinishedArtifact(std::string_view name)
{
    return isIdentity(name.substr(0, kIdentity)) &&
           (name.substr(kIdentity) == ".tmp" || name.substr(kIdentity) == ".old");
}

class StudyChecker
{
public:
    StudyChecker(const fs::path& study, const SayFunction& say)
        : m_store(study, OpenMode::ReadOnly), m_layout(study), m_say(say)
    {
    }

    std::vector<Finding> check()
    {
        checkTexts();
        checkArtifacts();
        checkShards();
        checkRuns();
        checkStates();
        checkLeftovers();
        return std::move(m_findings);
    }

private:
    void found(FindingKind kind, const fs::path& path, const std::string& sentence)
    {
        m_findings.push_back({kind, path.lexically_relative(m_layout.root()).string(), sentence});
    }

    /// Adds what `read` throws.
    template <typename Function>
    void tried(FindingKind kind, const fs::path& path, const Function& read)
    {
        try {
            read();
        } catch (const std::exception& error) {
            found(kind, path, error.what());
        }
    }

    void checkTexts()
    {
        for (const DomainRow& row : m_store.domains()) {
            m_say("the text of " + row.domain.name);
            for (const auto& [split, corpus] : row.domain.splits) {
                const fs::path source = m_layout.absolute(corpus.source);
                tried(FindingKind::Text, source, [&, &corpus = corpus] {
                    const fs::path target = m_layout.absolute(corpus.target);
                    if (corpusHash(source, target) != corpus.hash)
                        throw BadInput("The text " + source.string() + " and " + target.string() +
                                       " is not what was added: take the domain's files from a "
                                       "backup, or add the text to a new study.");
                });
            }
        }
    }

    /// A file whose hash `description` says.
    void requireFile(const fs::path& file, const std::string& hash, const std::string& remedy)
    {
        if (!fs::exists(file))
            throw BadInput("The file " + file.string() + " is missing; " + remedy + ".");
        if (!hash.empty() && sha256File(file.string()) != hash)
            throw BadInput("The file " + file.string() +
                           " is damaged: it is not the one that was written; " + remedy + ".");
    }

    void checkModel(const fs::path& folder)
    {
        const json model = readSealedJson(folder / "model.json", kAgain);
        const json facts = model.value("facts", json::object());
        requireFile(folder / "weights.safetensors", textOf(facts, "weightsHash"), kAgain);
    }

    void checkFisher(const fs::path& folder)
    {
        const json facts = readSealedJson(folder / "fisher.json", kAgain);
        requireFile(folder / "fisher.safetensors", textOf(facts, "weightsHash"), kAgain);
    }

    void checkTokenizer(const fs::path& folder)
    {
        const json facts = readSealedJson(folder / "tokenizer.json", kAgain);
        const Tokenizer tokenizer(folder);
        if (textOf(facts, "hash") != tokenizer.hash())
            throw BadInput("The tokenizer in " + folder.string() +
                           " is damaged: it is not the one that was made; " + kAgain + ".");
    }

    void checkArtifacts()
    {
        m_say("tokenizers, models and Fisher information");
        const auto each = [&](const char* kind, const char* describing, auto look) {
            for (const fs::path& folder : foldersIn(m_layout.absolute(kind))) {
                if (!isLeftover(folder) && fs::exists(folder / describing))
                    tried(FindingKind::Artifact, folder, [&] { (this->*look)(folder); });
            }
        };
        each("tokenizers", "tokenizer.json", &StudyChecker::checkTokenizer);
        each("models", "model.json", &StudyChecker::checkModel);
        each("fisher", "fisher.json", &StudyChecker::checkFisher);
    }

    void checkShards()
    {
        m_say("encoded text");
        for (const fs::path& folder : foldersIn(m_layout.absolute("tokenizers"))) {
            for (const fs::path& file : filesIn(folder / "shards")) {
                if (file.extension() == ".ids")
                    tried(FindingKind::Shard, file, [&] { IdShard(file).requireWhole(); });
            }
        }
    }

    void checkCheckpoint(const fs::path& folder)
    {
        const std::string remedy = "without it the run starts anew";
        const json state = readSealedJson(folder / "state.json", remedy);
        const json hashes = state.value("hashes", json::object());
        for (const char* name : {"weights.safetensors", "optimiser.safetensors"})
            requireFile(folder / name, textOf(hashes, name), remedy);
        // The weights of its best validations lie beside it.
        for (const json& entry : state.value("best", json::array()))
            requireFile(
                folder.parent_path() / "best" /
                    (std::to_string(entry.at("update").get<std::int64_t>()) + ".safetensors"),
                textOf(entry, "hash"), remedy);
    }

    void checkEvents(const fs::path& folder, RowId run)
    {
        EventReader reader(folder);
        reader.readNew();
        if (reader.offset() < m_store.eventOffset(run))
            throw BadInput("The file " + (folder / "events.jsonl").string() +
                           " is shorter than what was taken in of it: its end is lost.");
    }

    void checkRuns()
    {
        m_say("runs");
        std::map<std::string, const RunRow*> known;
        const std::vector<RunRow> rows = m_store.runs();
        for (const RunRow& row : rows)
            known[row.name] = &row;
        for (const fs::path& folder : foldersIn(m_layout.absolute("runs"))) {
            if (isLeftover(folder))
                continue;
            const auto row = known.find(folder.filename().string());
            if (row == known.end()) {
                if (!isRunName(folder.filename().string()))
                    continue; // somebody else's
                found(FindingKind::Orphan, folder,
                      "The folder " + folder.string() + " belongs to no run that the study knows.");
                continue;
            }
            tried(FindingKind::Config, folder / "config.json", [&] { readRunConfig(folder); });
            tried(FindingKind::Events, folder / "events.jsonl",
                  [&, run = row->second->id] { checkEvents(folder, run); });
            if (fs::exists(folder / "checkpoint" / "state.json"))
                tried(FindingKind::Checkpoint, folder / "checkpoint",
                      [&] { checkCheckpoint(folder / "checkpoint"); });
        }
    }

    void checkStates()
    {
        const auto conductor = m_store.conductor();
        if (conductor && conductor->alive)
            return;
        for (const JobRow& job : m_store.jobs()) {
            if (job.state != JobState::Running)
                continue;
            tried(FindingKind::State, m_layout.database(), [&] {
                if (!outlivesConductor(m_store, job))
                    throw BadInput(job.label +
                                   " is said to run, but no conductor works on the study.");
            });
        }
    }

    void checkLeftovers()
    {
        const auto conductor = m_store.conductor();
        if ((conductor && conductor->alive) || !workerAtWork(m_layout.root()).empty())
            return; // they may be under way
        for (const char* kind : {"tokenizers", "models", "fisher", "runs"}) {
            for (const fs::path& folder : foldersIn(m_layout.absolute(kind))) {
                const std::string name = folder.filename().string();
                if (kind == std::string("runs") ? isUnfinishedRun(name)
                                                : isUnfinishedArtifact(name))
                    found(FindingKind::Leftover, folder,
                          "The folder " + folder.string() +
                              " was left half written and is of no use.");
            }
        }
    }

    /// Also those of somebody else, who may keep in the study what they like.
    static bool isLeftover(const fs::path& folder)
    {
        const std::string name = folder.filename().string();
        return name.starts_with('.') || folder.extension() == ".tmp" ||
               folder.extension() == ".old";
    }

    static std::vector<fs::path> entriesOf(const fs::path& folder, bool folders)
    {
        std::vector<fs::path> found;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            if (entry.is_directory() == folders && !entry.is_symlink())
                found.push_back(entry.path());
        }
        std::ranges::sort(found);
        return found;
    }
    static std::vector<fs::path> foldersIn(const fs::path& folder)
    {
        return entriesOf(folder, true);
    }
    static std::vector<fs::path> filesIn(const fs::path& folder)
    {
        return entriesOf(folder, false);
    }

    StudyStore m_store;
    StudyLayout m_layout;
    const SayFunction& m_say;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> checkStudy(const fs::path& study, const SayFunction& say)
{
    say("study.db");
    std::vector<Finding> findings = checkDatabase(study);
    if (!findings.empty())
        return findings; // the rest is known from there
    return StudyChecker(study, say).check();
}

} // namespace palimpsest
