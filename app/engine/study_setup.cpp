// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_setup.h"

#include <fstream>

#include "app/engine/domain_text.h"
#include "app/engine/neural_program.h"
#include "app/engine/step_progress.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/pretrained_models.h"
#include "engine/study/study_layout.h"
#include "engine/text/parallel_reader.h"
#include "engine/text/text_profile.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr int kSamples = 5;

/// The last part of a folder's path, with or without a slash behind it.
std::string nameOf(const fs::path& folder)
{
    const fs::path path = fs::absolute(folder).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::vector<fs::path> resolve(const std::vector<std::string>& files, const fs::path& folder)
{
    std::vector<fs::path> paths;
    for (const std::string& file : files)
        paths.push_back(fs::absolute(folder / file));
    return paths;
}

/// What was read, so that adding the same domain again is recognised.
nlohmann::json fileFacts(const DomainSource& domain, const fs::path& folder)
{
    auto facts = nlohmann::json::object();
    for (const auto& [split, files] : domain.files) {
        auto paths = nlohmann::json::array();
        std::string hashes;
        for (const fs::path& path : resolve(files, folder)) {
            paths.push_back(path.string());
            hashes += sha256File(path.string());
        }
        facts[toString(split)] = {{"paths", paths}, {"hash", sha256(hashes)}};
    }
    return facts;
}

bool sameText(const nlohmann::json& stored, const nlohmann::json& wanted)
{
    for (const auto& [split, facts] : wanted.items()) {
        if (!stored.contains(split) || stored[split].at("hash") != facts.at("hash"))
            return false;
    }
    return stored.size() == wanted.size();
}

std::vector<std::string> readLines(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

nlohmann::json sampleFacts(const StudyLayout& layout, const Corpus& corpus)
{
    auto samples = nlohmann::json::array();
    std::ifstream source(layout.absolute(corpus.source));
    std::ifstream target(layout.absolute(corpus.target));
    std::string sourceLine;
    std::string targetLine;
    while (samples.size() < kSamples && std::getline(source, sourceLine) &&
           std::getline(target, targetLine))
        samples.push_back({{"source", sourceLine}, {"target", targetLine}});
    return samples;
}

/// Overlaps that this domain takes part in, as facts.
void addOverlapFacts(nlohmann::json& facts, const StudyStore& store, const Domain& domain)
{
    std::vector<Domain> all;
    for (const DomainRow& row : store.domains())
        all.push_back(row.domain);
    all.push_back(domain);
    facts["warnings"] = nlohmann::json::array();
    facts["overlaps"] = nlohmann::json::array();
    for (const Overlap& overlap : findOverlaps(all, store.folder())) {
        if (overlap.domain != domain.name && overlap.trainDomain != domain.name)
            continue;
        facts["warnings"].push_back(describe(overlap));
        facts["overlaps"].push_back({{"domain", overlap.domain},
                                     {"split", toString(overlap.split)},
                                     {"trainDomain", overlap.trainDomain},
                                     {"pairs", overlap.pairs},
                                     {"sources", overlap.sources},
                                     {"of", overlap.of}});
    }
}

/// Lengths of the training text, and what is doubtful about it, beside the overlaps.
void addProfileFacts(nlohmann::json& facts, const StudyLayout& layout, const Domain& domain)
{
    const Corpus& train = domain.splits.at(Split::Train);
    const TextProfile profile =
        profileText(layout.absolute(train.source), layout.absolute(train.target));
    facts["lengths"] = lengthFacts(profile);
    for (const std::string& warning : qualityWarnings(profile, domain.name))
        facts["warnings"].push_back(warning);
}

Domain importText(const StudyStore& store, const DomainSource& source, const fs::path& folder,
                  const SayFunction& say)
{
    const StudyRow study = store.study();
    Domain domain{source.name, source.role, {}, source.note};
    for (const auto& [split, files] : source.files) {
        const std::string label = source.name + " " + toString(split);
        StepProgress progress(label, "bytes");
        Corpus& corpus = domain.splits[split];
        corpus = importCorpus(
            resolve(files, folder), store.folder(), source.name, split, study.sourceLanguage,
            study.targetLanguage,
            [&](std::int64_t done, std::int64_t total) { progress.update(done, total); });
        progress.clear();
        say(label + ": " + corpusText(corpus));
    }
    return domain;
}

/// Everything that addDomain does, but for what is left in the folder when it throws.
void importDomain(StudyStore& store, const DomainSource& source, const fs::path& folder,
                  nlohmann::json& facts, const SayFunction& say)
{
    const Domain domain = importText(store, source, folder, say);
    addOverlapFacts(facts, store, domain);
    const StudyLayout layout(store.folder());
    addProfileFacts(facts, layout, domain);
    facts["samples"] = sampleFacts(layout, domain.splits.at(Split::Train));
    store.transaction([&] {
        store.addDomain(domain, facts);
        for (const Split split : {Split::Dev, Split::Test}) {
            const Corpus& corpus = domain.splits.at(split);
            store.storeReference(domain.name, split, corpus.hash,
                                 {readLines(layout.absolute(corpus.source)),
                                  readLines(layout.absolute(corpus.target))});
        }
    });
}

/// Removes the text of a domain that did not come into the study.
void discardText(const StudyStore& store, const std::string& domain)
{
    try {
        if (store.domain(domain))
            return; // somebody else added it meanwhile
        const std::string file = StudyLayout::corpusFile(domain, Split::Train, "");
        fs::remove_all(StudyLayout(store.folder()).absolute(file).parent_path());
    } catch (const std::exception&) {
        // What stays is not part of the study; the first error is the one to tell.
    }
}

/// Nothing of the study file is begun where some text that it names is not there.
void requireTexts(const StudyFile& file, const fs::path& folder)
{
    for (const DomainSource& domain : file.domains) {
        for (const auto& [split, files] : domain.files) {
            for (const fs::path& path : resolve(files, folder)) {
                if (!fs::exists(path))
                    throw BadInput("The text file " + path.string() + " (" + toString(split) +
                                   " of domain \"" + domain.name +
                                   "\") does not exist; check its path.");
            }
        }
    }
}

/// The sweep of a study file, with the pretrained model that it names, which is brought into the
/// study where it is not there yet.
SweepSpec withPretrained(StudyStore& store, const StudyFile& file, const fs::path& folder,
                         const SayFunction& say)
{
    SweepSpec sweep = file.sweep;
    const PretrainedSource& source = file.pretrained;
    if (source.name.empty())
        return sweep;
    if (!source.folder.empty()) {
        say("Pretrained model: " + source.folder);
        runNeuralProgram({"base", "import", "--study", store.folder().string(), "--name",
                          source.name, (folder / source.folder).string()});
    }
    const LengthFilter filter = sweep.base.filter;
    choosePretrained(sweep.base, pretrainedModels(store.documents(kPretrained)), source.name);
    sweep.base.filter = filter;
    validate(sweep);
    return sweep;
}

} // namespace

void createStudy(const fs::path& folder, const std::string& name, const std::string& sourceLanguage,
                 const std::string& targetLanguage)
{
    if (sourceLanguage.empty() || targetLanguage.empty() || sourceLanguage == targetLanguage)
        throw BadInput(
            "A study needs two different languages: give --source and --target, e.g. de and en.");
    StudyStore::create(
        folder, {"", name.empty() ? nameOf(folder) : name, sourceLanguage, targetLanguage, "", ""});
}

nlohmann::json addDomain(StudyStore& store, const DomainSource& source, const fs::path& folder,
                         const SayFunction& say)
{
    for (const Split split : kSplits) {
        if (!source.files.contains(split))
            throw BadInput("Domain \"" + source.name + "\" has no " + toString(split) +
                           " text; every domain needs train, dev and test.");
    }
    nlohmann::json facts = {{"files", fileFacts(source, folder)}};
    if (const auto existing = store.domain(source.name)) {
        if (!sameText(existing->facts.value("files", nlohmann::json::object()), facts["files"]) ||
            existing->domain.role != source.role)
            throw BadInput(
                "Domain \"" + source.name +
                "\" exists with other text or another role; choose another name or study.");
        facts = existing->facts;
        facts["unchanged"] = true;
        return facts;
    }
    try {
        importDomain(store, source, folder, facts, say);
    } catch (...) { // a domain is in the study with all its text, or not at all
        discardText(store, source.name);
        throw;
    }
    return facts;
}

RowId applyStudyFile(const fs::path& studyFolder, const StudyFile& file, const fs::path& relativeTo,
                     const SayFunction& say)
{
    requireTexts(file, relativeTo);
    if (!fs::exists(StudyLayout(studyFolder).database()))
        createStudy(studyFolder, file.name, file.sourceLanguage, file.targetLanguage);
    StudyStore store(studyFolder, OpenMode::ReadWrite);
    const StudyRow study = store.study();
    if (study.sourceLanguage != file.sourceLanguage || study.targetLanguage != file.targetLanguage)
        throw BadInput(studyFolder.string() + ": this study translates " + study.sourceLanguage +
                       " to " + study.targetLanguage + ", the study file " + file.sourceLanguage +
                       " to " + file.targetLanguage + "; choose another folder.");
    for (const DomainSource& domain : file.domains) {
        const nlohmann::json facts = addDomain(store, domain, relativeTo, say);
        if (facts.value("unchanged", false))
            continue;
        for (const auto& warning : facts.at("warnings"))
            say("Warning: " + warning.get<std::string>());
    }
    const SweepSpec sweep = withPretrained(store, file, relativeTo, say);
    for (const SweepRow& row : store.sweeps()) {
        if (row.spec.name != file.sweep.name)
            continue;
        if (!(row.spec == sweep))
            store.updateSweep(row.id, sweep);
        return row.id;
    }
    return store.addSweep(sweep);
}

} // namespace palimpsest
