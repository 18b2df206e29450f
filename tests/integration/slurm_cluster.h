// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QProcess>
#include <QTemporaryDir>

namespace palimpsest
{

/// A real Slurm on this machine for one test: munged, slurmctld and three slurmd as nodes of their
/// own, on ports and in a folder that nobody else uses. Everything ends with the object.
class SlurmCluster
{
public:
    /// The program that is missing, empty where a cluster can be started.
    static QString missingProgram();

    SlurmCluster();
    ~SlurmCluster();

    /// SLURM_CONF for whoever shall see this cluster.
    QString configuration() const { return m_folder.filePath("slurm.conf"); }
    /// All nodes are there.
    bool ready() const;
    void startController();
    void stopController();
    /// What one of Slurm's commands prints.
    QString ask(const QString& program, const QStringList& arguments) const;

private:
    void writeConfiguration();
    std::unique_ptr<QProcess> start(const QString& program, const QStringList& arguments) const;

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_munge;
    std::unique_ptr<QProcess> m_controller;
    std::vector<std::unique_ptr<QProcess>> m_nodes;
};

} // namespace palimpsest
